// What happened, for people and as JSON.
import { describeReason } from "@mailslot/actor";
import Table from "cli-table3";
import { audit } from "./audit.js";
import type { Crash } from "./bank.js";
import type { Day } from "./day.js";
import { InjectedCrash } from "./faults.js";

const SHOWN = 5;

/** Formats a day for a terminal of 80 columns. */
export function report(day: Day): string {
  return [headline(day), crashLines(day.crashes), sums(day), verdict(day)].filter((part) => part !== "").join("\n\n");
}

/** Formats a day as one line of JSON. */
export function toJson(day: Day): string {
  const { plan, outcomes, retries, crashes, balances, before, after } = day;
  const told = crashes.map(({ holder, actor, reason }) => ({ holder, actor, reason: describeReason(reason) }));
  const findings = audit(day);
  return JSON.stringify({
    plan,
    outcomes,
    retries,
    crashes: told,
    balances: Object.fromEntries(balances),
    before,
    after,
    findings,
  });
}

function headline({ plan }: Day): string {
  const { accounts, opening, transfers, tellers, seed } = plan;
  return `${count(accounts, "account")} of ${number(opening)}, ${count(transfers, "transfer")} by ${count(tellers, "teller")}, seed ${seed}`;
}

function crashLines(crashes: readonly Crash[]): string {
  const lines = crashes.slice(0, SHOWN).map(({ holder, actor, reason }) => {
    return `${actor} of ${holder} crashed (${describeReason(reason)})`;
  });
  if (crashes.length > SHOWN) lines.push(`… and ${count(crashes.length - SHOWN, "more crash", "es")}`);
  return lines.join("\n");
}

function sums({ outcomes, retries, crashes, before, after }: Day): string {
  const written = crashes.filter(({ reason }) => reason instanceof InjectedCrash && reason.moment === "after").length;
  const table = new Table({ colAligns: ["left", "right"], style: { head: [], border: [], compact: true } });
  table.push(
    ["transfers done", number(outcomes.done)],
    ["transfers refused for want of money", number(outcomes.refused)],
    ["accounts crashed before they had written a booking down", number(crashes.length - written)],
    ["accounts crashed after it", number(written)],
    ["asked again, as the outcome was unknown", number(retries.unknown)],
    ["asked again, as the account had crashed before it came to it", number(retries.rejected)],
    ["money in the morning", number(before)],
    ["money in the evening", number(after)],
  );
  return table.toString();
}

function verdict(day: Day): string {
  const findings = audit(day);
  return findings.length === 0 ? "Not a coin is missing." : `The books do not balance: ${findings.join("; ")}.`;
}

function count(value: number, thing: string, plural = "s"): string {
  return `${number(value)} ${thing}${value === 1 ? "" : plural}`;
}

function number(value: number): string {
  return value.toLocaleString("en");
}
