/** Finds the programs that documentation shows: TypeScript blocks after `@example` in docstrings, and those of a README. */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

/** A program that documentation shows. */
export interface Example {
  /** The file that shows it, relative to the package. */
  readonly file: string;
  /** The number of the line on which it begins. */
  readonly line: number;
  /** The program, on the lines it has in its file: those before it are empty. */
  readonly source: string;
  /** Where it stands, as far as the compiler knows, relative to the package, if not beside the file that shows it. */
  readonly place?: string;
  /** The lines that it says it prints: `console.log(n); // 42`. One that begins with "e.g." is not compared. */
  readonly prints: readonly string[];
}

const DOCSTRING = /\/\*\*[\s\S]*?\*\//g;
const BLOCK = /^```ts\n([\s\S]*?)^```$/gm;
const PRINTS = /^\s*(?:.*\W)?console\.log\(.*\);?\s*\/\/ (?!e\.g\.)(.*)$/gm;

/** Finds the examples in the docstrings below `src` of a package. */
export function docstringExamples(folder: string): Example[] {
  return sourcesBelow(join(folder, "src")).flatMap((path) => {
    const text = readFileSync(path, "utf8");
    return [...text.matchAll(DOCSTRING)].flatMap(({ 0: comment, index }) => {
      const first = text.slice(0, index).split("\n").length;
      const plain = comment.replace(/^[ \t]*(?:\/\*\*|\*\/|\* ?)/gm, "").replace(/[ \t]*\*\/$/, "");
      const example = /^@example\b/m.exec(plain);
      return example === null ? [] : blocksIn(plain, relative(folder, path), first, example.index);
    });
  });
}

/** Finds the TypeScript programs of a Markdown file; `file` is relative to the folder. */
export function markdownExamples(folder: string, file: string): Example[] {
  return blocksIn(readFileSync(join(folder, file), "utf8"), file, 1, 0);
}

function blocksIn(text: string, file: string, first: number, from: number): Example[] {
  return [...text.matchAll(BLOCK)]
    .filter(({ index }) => index >= from)
    .map(({ 0: block, 1: program = "", index }) => {
      const line = first + text.slice(0, index).split("\n").length;
      return { file, line, source: "\n".repeat(line - 1) + program, prints: printsOf(block) };
    });
}

/** Lists what a program says it prints. */
export function printsOf(program: string): string[] {
  return [...program.matchAll(PRINTS)].map(([, said = ""]) => said.trim());
}

function sourcesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
