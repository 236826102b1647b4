/** What logs and consoles show of tasks, channels and operations: one line. */
import {
  broadcast,
  channel,
  createScheduler,
  go,
  ManualEventLoop,
  oneshot,
  rateLimiter,
  semaphore,
  sleep,
  timeout,
  watch,
} from "@mailslot/core";
import { test } from "uvu";
import * as assert from "uvu/assert";

test("tasks, channels and operations are one line of text in JSON", () => {
  const scheduler = createScheduler({ loop: new ManualEventLoop(), name: "main" });
  const task = scheduler.go(() => sleep(10), { name: "napper" });
  const jobs = channel<number>({ name: "jobs", capacity: 1 });
  const fields = { task, jobs, next: jobs.recv(), limit: timeout(jobs.recv(), 5), scheduler };
  assert.equal(JSON.parse(JSON.stringify(fields)), {
    task: "task napper",
    jobs: "channel jobs",
    next: "recv on channel jobs",
    limit: timeout(jobs.recv(), 5).describe(),
    scheduler: "scheduler main",
  });
});

test("whatever can be waited for can be written as JSON, while it waits too", async () => {
  const nap = sleep(60_000);
  const napper = go(() => nap);
  const all = [
    nap,
    napper,
    oneshot(),
    watch(1).subscribe().recv(),
    broadcast<number>(1).subscribe(),
    semaphore(1).acquire(),
    rateLimiter({ limit: 5, per: 1_000 }),
  ];
  await Promise.resolve();
  for (const each of all) assert.ok(JSON.stringify(each).length < 100, JSON.stringify(each));
  napper.cancel();
  await napper.outcome();
});

test.run();
