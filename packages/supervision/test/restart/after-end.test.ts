/** What follows an end: the clauses of OTP's do_restart, row by row, in a supervisor that does it. */
import type { AutoShutdown, RestartType } from "@mailslot/supervision";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { scene } from "../stage.js";

const test = suite("after an end");

type Then = "restarted" | "kept" | "forgotten" | "supervisor ended";
type Row = readonly [restart: RestartType, reason: unknown, significant: boolean, shutdown: AutoShutdown, then: Then];

const why = { shutdown: "why" };
const broken = new Error("broken");
const ROWS: readonly Row[] = [
  ["permanent", "normal", false, "never", "restarted"],
  ["permanent", "shutdown", false, "never", "restarted"],
  ["permanent", why, false, "never", "restarted"],
  ["permanent", broken, false, "never", "restarted"],
  ["permanent", "normal", false, "any-significant", "restarted"],
  ["transient", "normal", false, "never", "kept"],
  ["transient", "shutdown", false, "never", "kept"],
  ["transient", why, false, "never", "kept"],
  ["transient", broken, false, "never", "restarted"],
  ["transient", "killed", false, "never", "restarted"],
  ["transient", "normal", false, "any-significant", "kept"],
  ["transient", "normal", true, "any-significant", "supervisor ended"],
  ["transient", broken, true, "any-significant", "restarted"],
  ["transient", "normal", true, "all-significant", "kept"],
  ["transient", broken, true, "all-significant", "restarted"],
  ["temporary", "normal", false, "never", "forgotten"],
  ["temporary", broken, false, "never", "forgotten"],
  ["temporary", broken, false, "all-significant", "forgotten"],
  ["temporary", "normal", true, "any-significant", "supervisor ended"],
  ["temporary", broken, true, "any-significant", "supervisor ended"],
  ["temporary", broken, true, "all-significant", "forgotten"],
];

for (const [restart, reason, significant, autoShutdown, then] of ROWS) {
  const what = `${significant ? "significant " : ""}${restart}`;
  const end = reason === why ? "{ shutdown }" : reason instanceof Error ? "an error" : reason;
  test(`a ${what} child that ends with ${end} under "${autoShutdown}" is ${then}`, () => {
    const on = scene();
    const last = on.spec("last", { restart: "transient", significant: autoShutdown !== "never" });
    const sup = on.start({ autoShutdown, children: [on.spec("a", { restart, significant }), last] });
    on.worker(sup, "a").tell.end(reason);
    on.run();
    assert.is(sup.alive ? standing(on.statuses(sup)) : "supervisor ended", then);
  });
}

for (const restart of ["transient", "temporary"] as const)
  test(`the last significant ${restart} child that ends ends a supervisor that shuts down with all`, () => {
    const on = scene();
    const significant = { restart, significant: true };
    const children = [on.spec("a", significant), on.spec("b", significant), on.spec("c")];
    const sup = on.start({ autoShutdown: "all-significant", children });
    on.worker(sup, "b").tell.end("normal");
    on.run();
    assert.is(sup.alive, true);
    on.worker(sup, "a").tell.end("normal");
    on.run();
    assert.is(sup.alive, false);
  });

function standing(statuses: readonly string[]): Then {
  if (statuses.includes("a running")) return "restarted";
  return statuses.includes("a stopped") ? "kept" : "forgotten";
}

test.run();
