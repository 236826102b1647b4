/**
 * Finds the source line that made an operation: the first stack frame outside this package and Node. What "this
 * package" is called in a stack is read off a frame of its own, since source maps may rename it.
 */

let own: string | null = null;

/** Names file and line of the caller outside this package, or undefined. */
export function callSite(): string | undefined {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 50;
  const stack = new Error().stack ?? "";
  Error.stackTraceLimit = limit;
  const frames = stack.split("\n").filter((line) => line.startsWith("    at "));
  own ??= ownPath(parse(frames[0] ?? "")?.path ?? "");
  for (const frame of frames) {
    const found = parse(frame);
    if (found !== undefined && !found.path.startsWith(own)) return `${shorten(found.path)}:${found.line}`;
  }
  return undefined;
}

function parse(frame: string): { path: string; line: string } | undefined {
  const match = /(?:\(|at (?:async )?)((?:file:\/\/)?\/?[^()\s]+):(\d+):\d+\)?$/.exec(frame);
  if (match === null || match[1]!.startsWith("node:")) return undefined;
  return { path: match[1]!.replace("file://", ""), line: match[2]! };
}

function ownPath(path: string): string {
  return path.endsWith("/src/program/call-site.ts") ? path.slice(0, -"program/call-site.ts".length) : path;
}

function shorten(path: string): string {
  const cwd = typeof process === "undefined" ? "/" : `${process.cwd()}/`;
  return cwd !== "/" && path.startsWith(cwd) ? path.slice(cwd.length) : path;
}
