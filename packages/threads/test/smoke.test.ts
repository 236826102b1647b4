// watchdog: 60 s
/** Jobs on two workers, end to end. */
import { startThreads } from "@mailslot/threads";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Work, work } from "./work.js";

test("two workers run a job, and its result comes back", async () => {
  const { add, later, steps } = (await import(work.href)) as Work;
  await using threads = await startThreads({ workers: 2, entry: work, execArgv: [] });
  assert.is(await threads.run(add, 1, 2), 3);
  assert.is(await threads.run(later, "x"), "x");
  assert.is(await threads.run(steps, "y"), "y");
});

test.run();
