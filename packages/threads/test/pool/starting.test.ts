// watchdog: 120 s
/** Starting and closing threads: what is refused, and that nothing is left. */

import { rejection } from "@mailslot/test-support/rejection";
import { startThreads, ThreadsError } from "@mailslot/threads";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Work, work } from "../work.js";

const module = (code: string): string => `data:text/javascript,${encodeURIComponent(code)}`;
const threadsAt = import.meta.resolve("@mailslot/threads");

test("two jobs of one name are an error at the start, which names both modules", async () => {
  const other = module(`import { defineJob } from "${threadsAt}"; export const add = defineJob("add", () => 0);`);
  const error = await rejection(startThreads({ workers: 1, entry: [work, other] }));
  assert.instance(error, ThreadsError);
  assert.is(error.code, "ERR_MAILSLOT_START");
  assert.match(error.message, 'two jobs are named "add"');
});

test("a job that a worker does not know is an error at the start, which names it", async () => {
  const entry = module(
    `import { isMainThread } from "node:worker_threads"; import { defineJob } from "${threadsAt}";
     export const one = defineJob("one", () => 1);
     export const two = isMainThread ? defineJob("two", () => 2) : null;`,
  );
  const error = await rejection(startThreads({ workers: 1, entry }));
  assert.is(error.code, "ERR_MAILSLOT_START");
  assert.match(error.message, 'does not know job "two"');
});

test("an entry that throws on a worker is an error at the start, with its cause", async () => {
  const entry = module(
    `import { isMainThread } from "node:worker_threads"; if (!isMainThread) throw new RangeError("not here");`,
  );
  const error = await rejection(startThreads({ workers: 2, entry }));
  assert.is(error.code, "ERR_MAILSLOT_START");
  assert.match(error.message, "not here");
});

test("closing fails what comes later, and what has not begun", async () => {
  const { add, loops } = (await import(work.href)) as Work;
  const threads = await startThreads({ workers: 1, entry: work, execArgv: [] });
  const flag = new Int32Array(new SharedArrayBuffer(4));
  const begun = rejection(threads.run(loops, flag));
  while (Atomics.load(flag, 0) === 0) await new Promise((then) => setImmediate(then));
  const waiting = rejection(threads.run(add, 1, 2));
  const closed = threads.close();
  assert.is((await waiting).code, "ERR_MAILSLOT_CLOSED");
  await closed;
  assert.is((await begun).name, "UnknownOutcomeError");
  assert.is((await rejection(threads.run(add, 1, 2))).code, "ERR_MAILSLOT_CLOSED");
});

test("threads that are idle do not keep the program alive", async () => {
  // This file ends only if that is so: these are never closed.
  const { add } = (await import(work.href)) as Work;
  const threads = await startThreads({ workers: 1, entry: work, execArgv: [] });
  assert.is(await threads.run(add, 1, 2), 3);
});

test.run();
