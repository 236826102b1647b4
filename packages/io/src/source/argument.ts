/** The check of a number that is given as an argument. */
import { badArgument } from "@mailslot/core/engine";

/** The longest time that the platform's timers take, in ms; a longer one would run out at once. */
export const LONGEST_TIME: number = 2 ** 31 - 1;

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
