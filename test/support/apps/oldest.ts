import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { type ToolName, frameworksDirectory, tools } from '../tools.js';

const require = createRequire(path.join(frameworksDirectory, 'package.json'));

/** Loads the oldest version of a framework that the package supports, or a plugin that is installed beside it. */
export function loadTool<Module>(name: string): Module {
  return require(name) as Module;
}

/** Whether it is installed. */
export function isInstalled(name: ToolName): boolean {
  return existsSync(tools[name]);
}
