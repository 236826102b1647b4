/** Type-checks the examples of a package in one program, under the options that the repository uses itself. */
import { readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import type { Example } from "./blocks.js";
import { type Gaps, gapsOf } from "./documentation.js";

const root = fileURLToPath(new URL("../../../..", import.meta.url));

export interface Checked {
  /** What the compiler says of the examples, each with file and line. */
  readonly errors: readonly string[];
  readonly gaps: Gaps;
}

/** Checks examples against the sources of the packages, and those of the package in `folder` for their documentation. */
export function check(folder: string, examples: readonly Example[]): Checked {
  const entry = join(folder, "src", "index.ts");
  const { program, errors } = compile(folder, examples, [entry]);
  return { errors, gaps: gapsOf(program, entry) };
}

/** Says what the compiler says of examples in `folder`, whose imports may be for Node or for a bundler. */
export function typeErrors(folder: string, examples: readonly Example[]): readonly string[] {
  const bundled = { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler };
  return compile(folder, examples, [], bundled).errors;
}

function compile(
  folder: string,
  examples: readonly Example[],
  entries: readonly string[],
  more: ts.CompilerOptions = {},
) {
  const options = { ...optionsOf(folder), ...more };
  const shown = new Map(examples.map((example) => [pathOf(folder, example), example]));
  const folders = new Set([...shown.keys()].flatMap(foldersAbove));
  const host = ts.createCompilerHost(options);
  const { fileExists, getSourceFile, directoryExists } = host;
  host.fileExists = (path) => shown.has(resolve(path)) || fileExists(path);
  host.directoryExists = (path) => folders.has(resolve(path)) || (directoryExists?.(path) ?? true);
  host.getSourceFile = (path, language, ...rest) => {
    const example = shown.get(resolve(path));
    if (example === undefined) return getSourceFile(path, language, ...rest);
    return ts.createSourceFile(path, example.source, language);
  };
  const program = ts.createProgram([...shown.keys(), ...entries], options, host);
  const errors = [...shown].flatMap(([path, { file }]) => {
    const source = program.getSourceFile(path);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      ({ start = 0, messageText }) => {
        const line = (source?.getLineAndCharacterOfPosition(start).line ?? 0) + 1;
        return `${file}:${line}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
      },
    );
  });
  return { program, errors };
}

// An example stands beside the file that shows it, so that imports resolve as they do there; a file of a page, where that says.
function pathOf(folder: string, { file, line, place }: Example): string {
  return resolve(folder, place ?? join(dirname(file), `example-${file.replace(/\W/g, "-")}-${line}.mts`));
}

function foldersAbove(path: string): string[] {
  const above = dirname(path);
  return above === path ? [] : [above, ...foldersAbove(above)];
}

function optionsOf(folder: string): ts.CompilerOptions {
  const base = ts.readConfigFile(join(root, "tsconfig.base.json"), ts.sys.readFile).config.compilerOptions;
  const lib = ["ES2023", "ESNext.Disposable", "DOM", "DOM.AsyncIterable"];
  const types = { lib, types: ["node"], skipLibCheck: true };
  const output = {
    declaration: false,
    declarationMap: false,
    isolatedDeclarations: false,
    sourceMap: false,
    noEmit: true,
  };
  const { options } = ts.convertCompilerOptionsFromJson({ ...base, ...types, ...output }, folder);
  return { ...options, paths: sourcesOf(join(root, "packages")) };
}

// The declarations are made from the sources, and need not be built for this.
function sourcesOf(packages: string): Record<string, string[]> {
  const entries = readdirSync(packages).flatMap((name) => {
    const src = resolve(packages, name, "src");
    return [
      [`@mailslot/${name}`, [join(src, "index.ts")]],
      [`@mailslot/${name}/*`, [join(src, "*.ts")]],
    ];
  });
  return Object.fromEntries(entries);
}
