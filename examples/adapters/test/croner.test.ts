// runs under Node alone: the example is a program of Node.
/** croner in an actor, under virtual time: a week in milliseconds. */
import { spawn, stop } from "@mailslot/actor";
import { sleep } from "@mailslot/core";
import { supervisor } from "@mailslot/supervision";
import { simulate } from "@mailslot/testing";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Reporter } from "../src/croner.js";

test("an actor is told at the times of its expression, and no more when it has stopped", () =>
  simulate(function* () {
    const reports: number[] = [];
    const reporter = spawn(Reporter, (before) => void reports.push(before));
    yield* sleep(7 * 24 * 3_600_000 + 1_000);
    assert.is(reports.length, 7 * 24);
    stop(reporter);
    yield* sleep(24 * 3_600_000);
    assert.is(reports.length, 7 * 24);
  }));

test("a report that crashes is followed by those of the next reporter, one each hour", () =>
  simulate(function* () {
    const times: string[] = [];
    const report = (): void => {
      times.push(new Date().toISOString().slice(11, 19));
      if (times.length === 2) throw new Error("crash");
    };
    const sup = yield* supervisor({ children: [{ id: "reporter", start: () => spawn(Reporter, report) }] });
    yield* sleep(4.5 * 3_600_000);
    assert.equal(times, ["01:00:00", "02:00:00", "03:00:00", "04:00:00"]);
    yield* sup.stop();
  }));

test.run();
