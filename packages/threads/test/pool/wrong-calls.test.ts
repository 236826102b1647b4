// watchdog: 180 s
/** Every argument of every function and method of threads, given values of every wrong kind: refused with a sentence, or taken. */
import { isMailslotError } from "@mailslot/core";
import { Hostile, perOption, readTwice, type WrongCall, wrongCalls } from "@mailslot/test-support/wrong";
import { defineJob, startThreads, type Threads } from "@mailslot/threads";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type ActorsModule, actors } from "../actors.js";
import { type Work, work } from "../work.js";

let threads: Threads;
let jobs: Work;
let known: ActorsModule;

test.before(async () => {
  jobs = (await import(work.href)) as Work;
  known = (await import(actors.href)) as ActorsModule;
  threads = await startThreads({ workers: 1, entry: [work, actors], execArgv: [] });
});
test.after(() => threads.close());

/** Starts threads, if the options allow it, and closes them. */
async function started(options: object): Promise<void> {
  const made = await startThreads({ workers: 1, entry: work, execArgv: [], ...options });
  await made.close();
}

async function all(items: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of items);
}

/** Waits for each call by itself, since jobs take real time. */
const calls: Record<string, WrongCall> = {
  "the name of defineJob": (given) => defineJob(given, () => 1),
  "the body of defineJob": (given) => defineJob("own", given),
  "the options of startThreads": (given) => startThreads(given),
  ...perOption(
    "startThreads",
    ["entry", "execArgv", "groups", "here", "imports", "onDeath", "onStuck", "stuckAfter", "resourceLimits", "workers"],
    started,
  ),
  "a group of startThreads": (given) => started({ groups: { one: given } }),
  ...perOption("a group of startThreads", ["resourceLimits"], (group) =>
    started({ groups: { one: { workers: 1, ...(group as object) } } }),
  ),
  "a job": (given) => threads.run(given),
  "an argument of a job": (given) => threads.run(jobs.echo, given),
  "the options of runWith": (given) => threads.runWith(given, jobs.echo, 1),
  ...perOption("runWith", ["group", "retry", "signal"], (options) => threads.runWith(options, jobs.echo, 1)),
  "the job of map": (given) => all(threads.map(given, [1])),
  "the items of map": (given) => all(threads.map(jobs.echo, given)),
  "the options of map": (given) => all(threads.map(jobs.echo, [1], given)),
  ...perOption("map", ["flight", "group", "retry", "signal"], (options) => all(threads.map(jobs.echo, [1], options))),
  "the job of fork": (given) => threads.fork(given),
  "an argument of a fork": (given) => threads.join(threads.fork(jobs.echo, given)),
  "the options of trace": (given) => threads.trace(given),
  ...perOption("trace", ["capacity"], (options) => threads.trace(options)),
  join: (given) => threads.join(given),
  "the definition of spawn": (given) => threads.spawn(given),
  "an argument of spawn": (given) => threads.spawn(known.Account, given),
  "the options of spawnWith": (given) => threads.spawnWith(given, known.Account, 1),
  ...perOption("spawnWith", ["group", "worker"], (options) => threads.spawnWith(options, known.Account, 1)),
};

for (const [name, call] of Object.entries(calls)) {
  test(`${name}: a value of the wrong kind is refused with a sentence, or taken`, async () => {
    const ends: Promise<unknown>[] = [];
    const errors: unknown[] = [];
    const found = await wrongCalls((given) => {
      const made = call(given);
      if (made instanceof Promise) ends.push(made.catch((error) => errors.push(error)));
      return made;
    });
    await Promise.all(ends);
    assert.equal(found, []);
    const foreign = errors.filter(
      (error) => error instanceof Error && !isMailslotError(error) && !(error instanceof Hostile),
    );
    assert.equal(foreign.map(String), []);
  });
}

test("options are read once", async () => {
  const signal = new AbortController().signal;
  const one = { workers: 1, entry: work, execArgv: [], imports: [], onDeath: () => undefined };
  assert.equal(await readTwice(one, async (given) => (await startThreads(given)).close()), []);
  assert.equal(await readTwice({ retry: 1, signal }, (given) => threads.runWith(given, jobs.echo, 1)), []);
  const many = { retry: 1, signal, flight: 2 };
  assert.equal(await readTwice(many, (given) => all(threads.map(jobs.echo, [1, 2, 3], given))), []);
});

test.run();
