// The audit in the evening: what must hold, however many accounts have crashed.
import type { Day } from "./day.js";

/** Returns what is wrong; nothing, if all is well. */
export function audit({ plan, outcomes, balances, before, after }: Day): string[] {
  const findings: string[] = [];
  if (after !== before)
    findings.push(`${number(Math.abs(after - before))} ${after < before ? "lost" : "out of thin air"}`);
  for (const [holder, balance] of balances) if (balance < 0) findings.push(`${holder} has ${number(balance)}`);
  const served = outcomes.done + outcomes.refused;
  if (served !== plan.transfers) findings.push(`${number(plan.transfers - served)} transfers were not served`);
  return findings;
}

function number(value: number): string {
  return value.toLocaleString("en");
}
