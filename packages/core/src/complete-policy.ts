/** The check of a policy that a user gives. */
import { badArgument } from "./misuse.js";
import { defaultPolicy, type Policy } from "./policy.js";

/** Completes `policy` from the defaults; fails with `ERR_MAILSLOT_ARGUMENT` when a number makes no sense. */
export function completePolicy(policy: Partial<Policy>): Policy {
  const whole: Policy = { ...defaultPolicy, ...policy };
  for (const [name, value] of Object.entries(whole)) {
    if (!(name in defaultPolicy)) throw badArgument(`policy.${name}`, value, "settings that exist, see Policy");
    const isTime = name === "burst" || name === "slice";
    const isWhole = isTime || Number.isInteger(value) || value === Number.POSITIVE_INFINITY;
    if (typeof value !== "number" || !(value > 0) || !isWhole) {
      throw badArgument(`policy.${name}`, value, `a ${isTime ? "number of milliseconds" : "whole number"} above 0`);
    }
  }
  if (!Number.isInteger(Math.log2(whole.queueSlots)) || whole.queueSlots < 2) {
    throw badArgument("policy.queueSlots", whole.queueSlots, "a power of two from 2");
  }
  return whole;
}
