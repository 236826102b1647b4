/** Checks of arguments: they fail with `ERR_MAILSLOT_ARGUMENT` at the call, not later. */
import { badArgument, isInstance, isReadable } from "@mailslot/core/engine";

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

/** Fails unless `path` is the path of a file. */
export function checkPath(path: string): void {
  if (typeof path !== "string") throw badArgument("the path", path, "a string");
}

/** Fails unless `path` is the path of a file, or its URL. */
export function checkFile(path: string | URL): void {
  if (typeof path !== "string" && !isInstance(path, URL))
    throw badArgument("the path", path, "a string or a file: URL");
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
