/** How errors call a value that cannot cross, and the way to it. */

/** A longer way is told by its first and its last steps. */
const LONG = 16;

/** Returns the way to a value, as a program would write it. */
export function wayText(root: string, path: readonly (string | number)[]): string {
  const steps = path.map(step);
  if (steps.length > LONG) steps.splice(LONG / 2, steps.length - LONG, "…");
  return [root, ...steps].join("");
}

function step(key: string | number): string {
  if (typeof key === "number") return `[${key}]`;
  return /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(key) ? `.${key}` : key.startsWith("(") ? key : `[${JSON.stringify(key)}]`;
}

/** Returns what a value is that has no way to cross. */
export function classText(value: object): string {
  if (typeof (value as { then?: unknown }).then === "function") return "a promise";
  const name: unknown = value.constructor?.name;
  return `an instance of ${typeof name === "string" && name !== "" ? name : "a class without a name"}`;
}
