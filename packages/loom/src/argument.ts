/** Checks of what callers pass to the public functions: each throws ERR_LOOM_ARGUMENT and says what to pass. */

import { ModelError } from "./errors.js";

const OPTIONS: Readonly<Record<string, string>> = {
  mode: "string",
  preemptions: "number",
  timeouts: "boolean",
  maxSteps: "number",
  maxExecutions: "number",
  maxSeconds: "number",
  seed: "number",
  depth: "number",
  replay: "string",
  minimize: "boolean",
  keepGoing: "boolean",
  maxHistories: "number",
};
/** The least that an option may be, for those that count something, or are a length of time. */
const LEAST: Readonly<Record<string, number>> = {
  preemptions: 0,
  maxSteps: 1,
  maxExecutions: 1,
  maxSeconds: 0,
  depth: 1,
  maxHistories: 1,
};
const MODES: readonly unknown[] = ["dpor", "stateful", "dfs", "random", "pct"];

function isStep(step: unknown): boolean {
  const { thread, text } = (step ?? {}) as Readonly<Record<string, unknown>>;
  return typeof thread === "string" && typeof text === "string";
}

function refuse(call: string, needs: string, got: unknown): never {
  const kind = got === null ? "null" : Array.isArray(got) ? "an array" : `a value of type ${typeof got}`;
  throw new ModelError("ERR_LOOM_ARGUMENT", `${call}() needs ${needs}, but got ${kind}`);
}

export function checkFunction(call: string, needs: string, value: unknown): void {
  if (typeof value !== "function") refuse(call, needs, value);
}

export function checkText(call: string, needs: string, value: unknown): void {
  if (typeof value !== "string") refuse(call, needs, value);
}

export function checkIndex(call: string, needs: string, value: unknown): void {
  if (!Number.isInteger(value) || (value as number) < 0) refuse(call, needs, value);
}

/** Checks elements of a view, from one index up to and not including another. */
export function checkElements(call: string, from: unknown, to: unknown, length: number): void {
  checkIndex(call, "an index of the view as from", from);
  checkIndex(call, "an index of the view as to", to);
  if ((from as number) <= (to as number) && (to as number) <= length) return;
  const range = `from ${String(from)} to ${String(to)}`;
  throw new ModelError(
    "ERR_LOOM_ARGUMENT",
    `${call}() needs elements of the view, of length ${length}, but got ${range}`,
  );
}

export function checkFailure(call: string, value: unknown): void {
  const { kind, message, schedule, steps, threads } = (value ?? {}) as Readonly<Record<string, unknown>>;
  const isFailure = [kind, message, schedule].every((field) => typeof field === "string");
  if (isFailure && Array.isArray(steps) && steps.every(isStep) && threads instanceof Map) return;
  refuse(call, "the failure of a report (report.failure, which is undefined when none was found)", value);
}

function checkCount(call: string, name: string, value: number): void {
  const least = LEAST[name];
  const isWhole = Number.isInteger(value) || value === Number.POSITIVE_INFINITY || name === "maxSeconds";
  if (isWhole && (least === undefined || value >= least)) return;
  const kind = name === "maxSeconds" ? "a number" : "a whole number";
  const bound = least === undefined ? "" : ` of at least ${least}`;
  throw new ModelError("ERR_LOOM_ARGUMENT", `${call}() needs ${kind}${bound} as the option ${name}, but got ${value}`);
}

export function checkOptions(call: string, options: unknown): void {
  if (typeof options !== "object" || options === null) refuse(call, "an object with options", options);
  for (const [name, value] of Object.entries(options)) {
    const type = OPTIONS[name];
    if (type === undefined) {
      const known = Object.keys(OPTIONS).join(", ");
      throw new ModelError("ERR_LOOM_ARGUMENT", `${call}() knows no option "${name}". Take one of ${known}`);
    }
    if (value === undefined) continue;
    if (typeof value !== type || Number.isNaN(value)) refuse(call, `a ${type} as the option ${name}`, value);
    if (type === "number") checkCount(call, name, value as number);
    if (name === "mode" && !MODES.includes(value)) {
      throw new ModelError("ERR_LOOM_ARGUMENT", `${call}() knows no mode "${value}". Take one of ${MODES.join(", ")}`);
    }
  }
}
