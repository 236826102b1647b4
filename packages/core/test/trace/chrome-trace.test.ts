/** The file that chrome://tracing and Perfetto open. */
import {
  type ChromeEvent,
  channel,
  go,
  oneshot,
  sleep,
  startTrace,
  type TraceEvent,
  toChromeTrace,
  yieldNow,
} from "@mailslot/core";
import { orderedStage, stage } from "@mailslot/test-support/stage";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { formatProblems } from "./trace-event-format.js";

/** A recording on the real clock, with waits, wakes, yields and ends. */
async function record(capacity?: number): Promise<TraceEvent[]> {
  const trace = startTrace(capacity === undefined ? {} : { capacity });
  const requests = channel<{ reply: { send(value: number): unknown } }>();
  const layout = go(function* layout() {
    for (;;) (yield* requests.recv()).reply.send(1);
  });
  await go(function* script() {
    for (let n = 0; n < 20; n++) {
      const answer = oneshot<number>();
      requests.send({ reply: answer });
      yield* answer;
      yield* yieldNow();
    }
    yield* sleep(1);
  });
  layout.cancel();
  await layout.outcome();
  trace.stop();
  return trace.events();
}

async function chromeEvents(capacity?: number): Promise<ChromeEvent[]> {
  const { traceEvents } = JSON.parse(JSON.stringify(toChromeTrace(await record(capacity))));
  return traceEvents;
}

test("a trace is in the Trace Event Format, with slices that do not cut each other and arrows that have their slices", async () => {
  assert.equal(formatProblems(toChromeTrace(await record())), []);
});

test("what is not in that format is found", () => {
  const place = { pid: 1, tid: 1, ts: 5, name: "a" };
  const tick = { ...place, ph: "X", cat: "tick", dur: 10 } as const;
  const track = { ...place, name: "thread_name", ph: "M", args: { name: "a #1" } } as const;
  const wrong: ChromeEvent[][] = [
    [tick],
    [track, { ...tick, ts: Number.NaN }],
    [track, { ...place, ph: "X", cat: "tick" }],
    [track, tick, { ...tick, ts: 10 }],
    [track, tick, { ...place, ph: "s", cat: "arrow", id: 1 }],
    [
      track,
      tick,
      { ...place, ph: "s", cat: "arrow", id: 1 },
      { ...place, ts: 16, ph: "f", cat: "arrow", bp: "e", id: 1 },
    ],
    [
      track,
      tick,
      { ...place, ph: "s", cat: "arrow", id: 1 },
      { ...place, ts: 1, ph: "f", cat: "arrow", bp: "e", id: 1 },
    ],
    [track, { ...tick, name: "" }],
  ];
  for (const traceEvents of wrong) assert.ok(formatProblems({ traceEvents, displayTimeUnit: "ns" }).length > 0);
  assert.equal(formatProblems({ traceEvents: [track, tick], displayTimeUnit: "ns" }), []);
});

test("every tick is a slice with a duration, on the track of its task, which is named", async () => {
  const events = await chromeEvents();
  const slices = events.filter(({ ph, cat }) => ph === "X" && cat === "tick");
  assert.ok(slices.length > 40);
  const names = new Map(events.flatMap(({ name, tid, args }) => (name === "thread_name" ? [[tid, args]] : [])));
  for (const { tid, name } of slices) assert.is((names.get(tid) as { name: string }).name, `${name} #${tid}`);
});

test("ticks of one scheduler do not overlap, and come one after another", async () => {
  const ticks = (await chromeEvents()).filter(({ cat }) => cat === "tick").sort((a, b) => a.ts - b.ts);
  for (const [n, slice] of ticks.entries()) {
    const before = ticks[n - 1];
    if (before !== undefined) assert.ok(before.ts + (before.dur as number) <= slice.ts + 1e-6);
  }
});

test("a wait is a slice from the end of a tick to the wake-up, and the rest until the next tick is another", () => {
  const { go, run, loop, scheduler } = orderedStage();
  const trace = startTrace();
  go(
    function* () {
      yield* sleep(20);
      yield* yieldNow();
      yield* channel<never>({ name: "jobs" }).recv();
    },
    { name: "worker" },
  );
  run();
  loop.advance(30);
  loop.advance(5);
  go(() => 1, { name: "last" });
  run();
  trace.stop();
  const worker = toChromeTrace(trace.events()).traceEvents.filter(({ ph, tid }) => ph === "X" && tid === 1);
  assert.equal(
    worker.map(({ name, cat, ts, dur }) => [name, cat, ts, dur]),
    [
      ["spawn", "spawn", 0, 0],
      ["worker", "tick", 0, 0],
      ["wait sleep until 20.0 ms", "wait", 0, 20_000],
      ["wake io", "wake", 20_000, 0],
      ["worker", "tick", 20_000, 0],
      ["yield", "yield", 20_000, 0],
      ["worker", "tick", 20_000, 0],
      ["wait recv on channel jobs", "wait", 20_000, 15_000], // it waits still
    ],
  );
  assert.is(scheduler.name, "stage");
});

test("an arrow leads from who woke to who was woken", async () => {
  const events = await chromeEvents();
  const begins = events.filter(({ ph }) => ph === "s");
  assert.ok(begins.length > 30);
  assert.ok(begins.every(({ name }) => name === "wake"));
  const ends = new Map(events.filter(({ ph }) => ph === "f").map(({ id, tid }) => [id, tid]));
  assert.ok(begins.some(({ id, tid }) => ends.get(id) !== tid));
});

test("a recording that has lost its beginning still makes a file that holds together", async () => {
  const trace = toChromeTrace(await record(50));
  assert.ok(trace.traceEvents.length > 30);
  assert.equal(formatProblems(trace, false), []);
});

test("each scheduler is a process of its own, with its name", () => {
  const [one, two] = [stage("one"), stage("two")];
  const trace = startTrace();
  one.go(() => 1);
  two.go(() => 2);
  one.run();
  two.run();
  trace.stop();
  const { traceEvents, displayTimeUnit } = toChromeTrace(trace.events());
  const processes = traceEvents.filter(({ name }) => name === "process_name");
  assert.equal(
    processes.map(({ pid, args }) => [pid, args?.name]),
    [
      [1, "scheduler one"],
      [2, "scheduler two"],
    ],
  );
  assert.is(displayTimeUnit, "ns");
});

test("a recording without events is an empty file", () => {
  assert.equal(toChromeTrace([]).traceEvents, []);
});

test.run();
