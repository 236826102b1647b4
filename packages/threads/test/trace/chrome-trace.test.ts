// watchdog: 120 s
/** The file of all threads that chrome://tracing and Perfetto open. */

import { type ChromeEvent, type ChromeTrace, go, oneshot, toChromeTrace } from "@mailslot/core";
import { startThreads, type Threads, type TracedThreads } from "@mailslot/threads";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { formatProblems } from "../../../core/test/trace/trace-event-format.js";
import { type ActorsModule, actors } from "../actors.js";
import { type Work, work } from "../work.js";

let recorded: TracedThreads;
let file: ChromeTrace;

/** Tasks, messages and jobs on two workers and here. */
test.before(async () => {
  const jobs = (await import(work.href)) as Work;
  const known = (await import(actors.href)) as ActorsModule;
  await using threads: Threads = await startThreads({ workers: 2, entry: [work, actors], execArgv: [] });
  const trace = await threads.trace();
  const cell = new Int32Array(new SharedArrayBuffer(4));
  await Promise.all([threads.run(jobs.meet, cell, 2), threads.run(jobs.meet, cell, 2)]);
  const flag = new Int32Array(new SharedArrayBuffer(8));
  const spinning = threads.run(jobs.spins, flag); // so that nobody takes what the other worker forks
  while (Atomics.load(flag, 0) === 0) await new Promise((then) => setImmediate(then));
  for (const _ of [1, 2]) await threads.run(jobs.nests);
  Atomics.store(flag, 1, 1);
  await spinning;
  await Promise.all([1, 2, 3, 4].map(() => threads.run(jobs.steps, "a")));
  const clerk = await threads.spawnWith({ worker: 0 }, known.Clerk);
  const from = await threads.spawnWith({ worker: 0 }, known.Account, 100);
  const to = await threads.spawnWith({ worker: 1 }, known.Account, 0);
  const signal = oneshot<void>();
  const client = go(
    function* () {
      yield* signal;
      yield* clerk.ask.transfer(from, to, 30);
    },
    { name: "client" },
  );
  go(() => signal.send());
  await client;
  recorded = await trace.stop();
  file = recorded.toChromeTrace();
});

const slicesOf = (events: readonly ChromeEvent[]): ChromeEvent[] => events.filter(({ ph }) => ph === "X");

function processes(): Map<number, string> {
  const named = file.traceEvents.filter(({ name }) => name === "process_name");
  return new Map(named.map(({ pid, args }) => [pid, String(args?.name)]));
}

test("the file is in the Trace Event Format", () => {
  assert.equal(formatProblems(file), []);
});

test("each thread is a process with its name", () => {
  assert.equal(
    [...processes()],
    [
      [1, "worker 0"],
      [2, "worker 1"],
      [3, "calling thread"],
    ],
  );
});

test("each thread has all slices, instants and arrows that a file of its own has, and the jobs", () => {
  for (const [pid, name] of processes()) {
    const { events, jobs } = recorded.threads.find((each) => each.name === name) as TracedThreads["threads"][number];
    const alone = toChromeTrace(events).traceEvents;
    const here = file.traceEvents.filter((event) => event.pid === pid && event.cat !== "job" && event.ph !== "M");
    const shape = ({ ph, name: of, ts, dur }: ChromeEvent) => [ph, of, ts, dur];
    assert.equal(here.map(shape), alone.filter(({ ph }) => ph !== "M").map(shape));
    const ran = slicesOf(file.traceEvents).filter((event) => event.pid === pid && event.cat === "job");
    assert.equal(
      ran.map((event) => event.name),
      jobs.map((job) => job.name),
    );
  }
});

test("no two threads have the number of a task or of an arrow in common", () => {
  for (const number of ["tid", "id"] as const) {
    const owners = new Map<number, number>();
    for (const event of file.traceEvents) {
      const value = event[number];
      if (value === undefined || value === 0) continue;
      assert.is(owners.get(value) ?? event.pid, event.pid);
      owners.set(value, event.pid);
    }
    assert.ok(new Set(owners.values()).size > 1);
  }
});

test("messages between actors of one worker have their arrows, and those between threads none", () => {
  const arrows = file.traceEvents.filter(({ ph, cat, name }) => ph === "f" && cat === "arrow" && name !== "wake");
  assert.equal(
    arrows.map(({ name, pid }) => [name, processes().get(pid)]),
    [["withdraw", "worker 0"]],
  );
});

test("a job inside another is on a track of its own", () => {
  const tracks = new Map(
    file.traceEvents.flatMap(({ name, tid, args }) => (name === "thread_name" ? [[tid, String(args?.name)]] : [])),
  );
  const of = (job: string): Set<string | undefined> =>
    new Set(slicesOf(file.traceEvents).flatMap(({ name, tid }) => (name === job ? [tracks.get(tid)] : [])));
  assert.equal([...of("meet")], ["jobs"]);
  assert.equal([...of("nests")], ["jobs"]);
  assert.equal([...of("where")], ["jobs within jobs, 2"]);
});

test.run();
