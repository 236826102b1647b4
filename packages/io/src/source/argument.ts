/** Says that an argument makes no sense. */
import { UsageError } from "@mailslot/core";

export function wrongArgument(what: string, got: unknown, want: string): UsageError {
  const shown = typeof got === "string" || typeof got === "object" ? JSON.stringify(got) : String(got);
  return new UsageError("ERR_MAILSLOT_ARGUMENT", `${what} is ${shown}: give ${want}`);
}

/** Fails with `ERR_MAILSLOT_ARGUMENT` unless `value` is left out, or a whole number from `least`. */
export function checkWhole(what: string, value: number | undefined, least: number): void {
  if (value === undefined || (Number.isSafeInteger(value) && value >= least)) return;
  throw wrongArgument(what, value, `a whole number from ${least}`);
}
