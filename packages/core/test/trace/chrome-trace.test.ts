/** The file that chrome://tracing and Perfetto open. */
import { channel, go, oneshot, sleep, startTrace, type TraceEvent, toChromeTrace, yieldNow } from "@mailslot/core";
import { stage } from "@mailslot/test-support/stage";
import { test } from "uvu";
import * as assert from "uvu/assert";

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

type ChromeEvent = ReturnType<typeof toChromeTrace>["traceEvents"][number];

async function chromeEvents(capacity?: number): Promise<ChromeEvent[]> {
  const { traceEvents } = JSON.parse(JSON.stringify(toChromeTrace(await record(capacity))));
  return traceEvents;
}

test("every event has a name, a phase, a process, a thread and a time in microseconds", async () => {
  for (const event of await chromeEvents()) {
    assert.type(event.name, "string");
    assert.ok(["X", "i", "s", "f", "M"].includes(event.ph));
    for (const value of [event.pid, event.tid, event.ts]) assert.ok(Number.isFinite(value) && value >= 0);
  }
});

test("every tick is a slice with a duration, on the track of its task, which is named", async () => {
  const events = await chromeEvents();
  const slices = events.filter(({ ph }) => ph === "X");
  assert.ok(slices.length > 40);
  for (const slice of slices) assert.ok((slice.dur as number) >= 0);
  const names = new Map(events.flatMap(({ name, tid, args }) => (name === "thread_name" ? [[tid, args]] : [])));
  for (const { tid, name } of slices) assert.is((names.get(tid) as { name: string }).name, `${name} #${tid}`);
});

test("slices of one scheduler do not overlap, and come one after another", async () => {
  const slices = (await chromeEvents()).filter(({ ph }) => ph === "X").sort((a, b) => a.ts - b.ts);
  for (const [n, slice] of slices.entries()) {
    const before = slices[n - 1];
    if (before !== undefined) assert.ok(before.ts + (before.dur as number) <= slice.ts + 1e-6);
  }
});

test("arrows come in pairs: each begins at who woke and ends at who was woken", async () => {
  const events = await chromeEvents();
  const begins = events.filter(({ ph }) => ph === "s");
  const ends = events.filter(({ ph }) => ph === "f");
  assert.ok(begins.length > 30);
  assert.equal(
    begins.map(({ id }) => id),
    ends.map(({ id }) => id),
  );
  assert.is(new Set(begins.map(({ id }) => id)).size, begins.length);
  for (const [n, begin] of begins.entries()) assert.ok(begin.ts <= (ends[n] as ChromeEvent).ts);
});

test("a recording that has lost its beginning still makes a file that holds together", async () => {
  const events = await chromeEvents(50);
  for (const event of events) if (event.ph === "X") assert.ok((event.dur as number) >= 0);
  assert.is(events.filter(({ ph }) => ph === "s").length, events.filter(({ ph }) => ph === "f").length);
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
