/**
 * Imports a package that is installed here, and gives what it exports.
 *
 * @param {string} name of the package, with a path where that is not its main module
 * @returns {Promise<unknown>}
 */
export function load(name) {
  return import(name);
}
