/** Checks of arguments: they fail with `ERR_MAILSLOT_ARGUMENT` at the call, not later. */
import { badArgument, checkKind, isInstance, isReadable } from "@mailslot/core/engine";

/** The longest time that the platform's timers take, in ms; a longer one would run out at once. */
export const LONGEST_TIME: number = 2 ** 31 - 1;

/** The greatest size that the platform takes, in bytes. */
export const LARGEST_SIZE: number = 2 ** 31 - 1;

/** Fails unless the options of `what` are an object; `instead` says how to write what was probably meant. */
export function checkOptions(what: string, options: object, instead: string): void {
  if (!isReadable(options))
    throw badArgument(`the second argument of ${what}`, options, `an object of options: ${instead}`);
}

/** Fails unless the only argument of a function is an object of options, such as `example`. */
export function checkOnlyOptions(options: object, example: string): void {
  if (!isReadable(options)) throw badArgument("the argument", options, `an object of options, such as ${example}`);
}

/** Returns the options that are given, each read once: what is checked is what is used. */
export function readOptions<O extends object>(options: O, names: readonly (keyof O)[]): O {
  const all: Partial<O> = {};
  for (const name of names) {
    const value = options[name]; // user code may run here
    if (value !== undefined) all[name] = value;
  }
  return all as O;
}

/** Fails unless `value` is left out, or a string. */
export function checkText(what: string, value: string | undefined, want = "a string"): void {
  if (value !== undefined && typeof value !== "string") throw badArgument(what, value, want);
}

/** Fails unless `value` is left out, or a function that can be called. */
export function checkCallback(what: string, value: unknown): void {
  if (value !== undefined) checkKind(what, value, "call", "a function");
}

/** Fails unless `value` is left out, or an object that can be read. */
export function checkSettings(what: string, value: unknown, want: string): void {
  if (value !== undefined && !isReadable(value)) throw badArgument(what, value, want);
}

/** Fails unless `value` is left out, or one of a few words. */
export function checkWord<W extends string>(what: string, value: W | undefined, words: readonly W[]): void {
  if (value === undefined || words.includes(value)) return;
  throw badArgument(what, value, words.map((word) => `"${word}"`).join(" or "));
}

/** Returns the name of a function, or `otherwise` if it has none. */
export function nameOf(fn: { readonly name: unknown }, otherwise: string): string {
  try {
    const { name } = fn; // user code may run here
    return typeof name === "string" && name !== "" ? name : otherwise;
  } catch {
    return otherwise;
  }
}

/** Fails unless `path` is the path of a file. */
export function checkPath(path: string): void {
  if (typeof path !== "string") throw badArgument("the path", path, "a string");
}

/** Fails unless `path` is the path of a file, or its URL. */
export function checkFile(path: string | URL): void {
  if (typeof path !== "string" && !isInstance(path, URL))
    throw badArgument("the path", path, "a string or a file: URL");
}

/** Fails unless what a file is opened for, and the permissions that it is made with, are left out or make sense. */
export function checkFlags({ flags, mode }: { readonly flags?: string; readonly mode?: number }): void {
  checkText("the flags", flags, 'a string such as "w"');
  checkWhole("the mode", mode, 0, 0xffff);
}

/** Fails with `ERR_MAILSLOT_ARGUMENT` unless `value` is left out, or a whole number from `least` to `most`. */
export function checkWhole(
  what: string,
  value: number | undefined,
  least: number,
  most: number = Number.MAX_SAFE_INTEGER,
): void {
  if (value === undefined || (Number.isSafeInteger(value) && value >= least && value <= most)) return;
  throw badArgument(what, value, `a whole number from ${least}${most < Number.MAX_SAFE_INTEGER ? ` to ${most}` : ""}`);
}
