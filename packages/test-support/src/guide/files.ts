/** Finds the programs and files that a guide shows. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Example, printsOf } from "../examples/blocks.js";

/** A program or a file of a guide. */
export interface GuideFile extends Example {
  readonly page: string;
  /** The name that its first line gives, or one that is made of its line. */
  readonly name: string;
  /** Where it stands, relative to the folder of the guides, as far as the compiler knows. */
  readonly place: string;
  /** How it is run: files that are only imported are not. */
  readonly runs: "node" | "vitest" | "until-stopped" | "never";
}

const BLOCK = /^```ts\n([\s\S]*?)^```$/gm;
const NAME = /^\/\/ ([\w./-]+\.ts)\n/;

/** Finds the programs and files of a page, in their order. */
export function guideFiles(folder: string, page: string): GuideFile[] {
  const file = `${page}.md`;
  const text = readFileSync(join(folder, file), "utf8");
  return [...text.matchAll(BLOCK)].map(({ 1: program = "", index }) => {
    const line = text.slice(0, index).split("\n").length + 1;
    const given = NAME.exec(program)?.[1];
    const name = given ?? `program-${line}.ts`;
    const prints = printsOf(program);
    const source = "\n".repeat(line - 1) + program;
    return {
      page,
      file,
      line,
      name,
      place: `${page}/${name}`,
      source,
      prints,
      runs: howItRuns(given, program, prints),
    };
  });
}

function howItRuns(given: string | undefined, program: string, prints: readonly string[]): GuideFile["runs"] {
  if (/ from "vitest"/.test(program)) return "vitest";
  if (/\brunUntilSignal\(/.test(program)) return "until-stopped";
  return given === undefined || given.endsWith(".test.ts") || prints.length > 0 ? "node" : "never";
}
