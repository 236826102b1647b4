/** Compares what a program has printed with what it says that it prints. */
import * as assert from "uvu/assert";

/** Fails unless each line that a program says it prints is among those that it has printed, each its own. */
export function comparePrinted(stdout: string, prints: readonly string[]): void {
  const lines = stdout.split("\n").filter((line) => line !== "");
  for (const said of prints) {
    const at = lines.findIndex((line) => isSaid(line, said));
    assert.ok(at >= 0, `it says that it prints ${JSON.stringify(said)}, and prints\n${stdout}`);
    lines.splice(at, 1);
  }
}

/** A comment may end with "…", which stands for any text, or go on after what is printed: "42: the answer". */
function isSaid(line: string, said: string): boolean {
  if (said.endsWith("…")) return line.startsWith(said.slice(0, -1));
  return line === said || (said.startsWith(line) && /^[:;,] /.test(said.slice(line.length)));
}
