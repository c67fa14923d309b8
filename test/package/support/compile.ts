import path from 'node:path';
import ts from 'typescript';

/** The module systems that TypeScript users have. */
const moduleSystems = {
  node16: { module: ts.ModuleKind.Node16, moduleResolution: ts.ModuleResolutionKind.Node16 },
  nodenext: { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext },
  bundler: { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler },
};

export type ModuleSystem = keyof typeof moduleSystems;

/**
 * Compiles one file as strictly as TypeScript can, declarations of the package included.
 *
 * @param libs what the runtime is said to have, such as `es2022` or `dom`
 * @returns what the compiler has to say, and the package's declarations that it read
 */
export function compile(file: string, system: ModuleSystem, libs: readonly string[]) {
  const program = ts.createProgram([file], {
    ...moduleSystems[system],
    target: ts.ScriptTarget.ES2022,
    lib: libs.map((name) => `lib.${name}.d.ts`),
    types: [],
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
    noEmit: true,
  });
  const folder = path.join(path.dirname(file), 'node_modules/sojourn/dist/');
  return {
    complaints: ts.getPreEmitDiagnostics(program).map(describeDiagnostic),
    declarations: program
      .getSourceFiles()
      .filter(({ fileName }) => fileName.startsWith(folder))
      .map(({ fileName }) => fileName.slice(folder.length)),
  };
}

function describeDiagnostic({ file, start, code, messageText }: ts.Diagnostic): string {
  const line = file && start !== undefined ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
  const text = ts.flattenDiagnosticMessageText(messageText, '\n');
  return `${path.basename(file?.fileName ?? '')}:${line} TS${code} ${text}`;
}
