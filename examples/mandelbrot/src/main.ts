// Paints the Mandelbrot set on one worker and on all, and writes the picture. Exit codes: 0; 1 if the two pictures differ or the
// file cannot be written; 2 for arguments that make no sense. See docs/decisions/0036-pictures.md.
import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { encode } from "fast-png";
import { readArguments, UsageError, usage } from "./arguments.js";
import { type Painting, paintByTurns } from "./painter.js";

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  const wrong = error instanceof UsageError;
  process.stderr.write(wrong ? `${error.message}\n${usage}\n` : `${(error as Error).message}\n`);
  process.exitCode = wrong ? 2 : 1;
}

async function run(args: readonly string[]): Promise<number> {
  const { view, workers, rounds, out, json, help } = readArguments(args);
  if (help) {
    process.stdout.write(`${usage}\n`);
    return 0;
  }
  const [one, all] = await paintByTurns(view, workers, rounds);
  const same = Buffer.compare(one.pixels, all.pixels) === 0;
  const path = resolve(out);
  const png = encode({ width: view.width, height: view.height, data: all.pixels, channels: 3 });
  await writeFile(path, png);
  const result = { view, path, bytes: png.length, same, one, all };
  process.stdout.write(`${json ? toJson(result) : (await import("./report.js")).report(result)}\n`);
  return same ? 0 : 1;
}

function toJson({ view, path, bytes, same, one, all }: import("./report.js").Result): string {
  const figures = ({ pixels: _pixels, ...rest }: Painting) => rest;
  return JSON.stringify({ view, path, bytes, same, speedup: one.ms / all.ms, one: figures(one), all: figures(all) });
}
