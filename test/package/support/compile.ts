import path from 'node:path';
import ts from 'typescript';

/** The module systems that TypeScript users have. */
const moduleSystems = {
  node16: { module: ts.ModuleKind.Node16, moduleResolution: ts.ModuleResolutionKind.Node16 },
  nodenext: { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext },
  bundler: { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler },
};

export type ModuleSystem = keyof typeof moduleSystems;

/** What the runtime is said to have. */
interface Platform {
  /** Of the language and the browser, such as `es2022` or `dom`. */
  libs: readonly string[];
  /** Packages of types, such as `node`. */
  types: readonly string[];
}

/** Compiles files as strictly as TypeScript can, declarations of the package included. */
export function compile(directory: string, files: readonly string[], system: ModuleSystem, { libs, types }: Platform) {
  const folder = path.join(directory, 'node_modules/sojourn/dist/');
  const program = ts.createProgram(
    files.map((file) => path.join(directory, file)),
    {
      ...moduleSystems[system],
      target: ts.ScriptTarget.ES2022,
      lib: libs.map((name) => `lib.${name}.d.ts`),
      types: [...types],
      typeRoots: [path.join(directory, 'node_modules/@types')],
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      skipLibCheck: false,
      noEmit: true,
    },
  );
  const declarations = program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(folder));
  return {
    /** What the compiler has to say of everything, the declarations of others included. */
    complaints: () => ts.getPreEmitDiagnostics(program).map(describeDiagnostic),
    /** What it has to say of one of the files. */
    complaintsAbout: (file: string) =>
      ts.getPreEmitDiagnostics(program, program.getSourceFile(path.join(directory, file))).map(describeDiagnostic),
    /** What it has to say of the package's declarations that it read. */
    complaintsAboutDeclarations: () => declarations.flatMap((each) => ts.getPreEmitDiagnostics(program, each)).map(describeDiagnostic),
    /** The names of these. */
    declarations: declarations.map(({ fileName }) => fileName.slice(folder.length)),
  };
}

function describeDiagnostic({ file, start, code, messageText }: ts.Diagnostic): string {
  const line = file && start !== undefined ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
  const text = ts.flattenDiagnosticMessageText(messageText, '\n');
  return `${path.basename(file?.fileName ?? '')}:${line} TS${code} ${text}`;
}
