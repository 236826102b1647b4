// runs under Node alone: it measures the heap of V8.
// watchdog: 180 s
// A short soak: 200,000 messages through a random network. `npm run soak` moves ten million.

import { seed } from "@mailslot/test-support/seeded";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { soak } from "./soak/network.js";

const MEGABYTE = 2 ** 20;

test("a random network of channels loses, doubles and reorders nothing, and its memory stays flat", async () => {
  const collect = (globalThis as { gc?: () => void }).gc;
  assert.type(collect, "function", "run with --expose-gc");
  const heapUsed = (): number => {
    collect?.();
    return process.memoryUsage().heapUsed;
  };
  const { arrived, restarts, problems, heap } = await soak(seed, 200_000, heapUsed);
  const again = `run it again with MAILSLOT_SEED=${seed}`;
  assert.equal(problems.slice(0, 5), [], again);
  assert.is(arrived, 200_000);
  assert.ok(restarts >= 0);
  const [early, late] = [heap[3] as number, heap.at(-1) as number];
  assert.ok(late - early < MEGABYTE, `the heap grew from ${early} to ${late} bytes; ${again}`);
});

test.run();
