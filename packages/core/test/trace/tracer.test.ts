/** The tracer: what one call from a script to a layout task and back is made of. */
import { channel, oneshot, type Sender, startTrace, type TraceEvent, yieldNow } from "@mailslot/core";
import { thrown } from "@mailslot/test-support/rejection";
import { orderedStage, type Stage } from "@mailslot/test-support/stage";
import { test } from "uvu";
import * as assert from "uvu/assert";

interface Layout {
  readonly width: number;
  readonly reply: Sender<number>;
}

/** One call: the list of its events is in the first test. */
function call({ go, run }: Stage): void {
  const requests = channel<Layout>({ name: "requests" });
  go(function* layout() {
    const { width, reply } = yield* requests.recv();
    reply.send(width * 2);
  });
  go(function* script() {
    const answer = oneshot<number>();
    requests.send({ width: 21, reply: answer });
    return yield* answer;
  });
  run();
}

function show({ kind, task, detail, by }: TraceEvent): string {
  return `${task}: ${kind} ${detail}`.trim() + (by === 0 ? "" : ` by ${by}`);
}

test("the events of one call are recorded step by step", () => {
  const trace = startTrace();
  call(orderedStage("shop"));
  trace.stop();
  assert.equal(trace.events().map(show), [
    "layout: spawn",
    "script: spawn",
    "layout: tick by 1",
    "layout: wait recv on channel requests by 1",
    "script: tick by 2",
    "script: send channel requests by 2",
    "layout: wake slot by 2",
    "script: wait a oneshot by 2",
    "layout: tick by 1",
    "layout: receive recv on channel requests by 1",
    "layout: send a oneshot by 1",
    "script: wake slot by 1",
    "layout: exit completed by 1",
    "script: tick by 2",
    "script: receive a oneshot by 2",
    "script: exit completed by 2",
  ]);
  assert.ok(trace.events().every(({ scheduler }) => scheduler === "shop"));
  assert.is(trace.lost, 0);
});

test("ready receives, giving way, joining and every way to end are recorded", () => {
  const { go, run } = orderedStage();
  const messages = channel<number>({ name: "m" });
  messages.send(1);
  const trace = startTrace();
  const a = go(function* a() {
    yield* messages.recv();
    yield* yieldNow();
  });
  go(() => a, { name: "joins" });
  go(() => messages.recv(), { name: "idle" }).cancel();
  const failing = go(
    () => {
      throw new Error("no");
    },
    { name: "fails" },
  );
  go(() => failing.outcome(), { name: "looks" });
  run();
  trace.stop();
  const events = trace.events().map((event) => show({ ...event, by: 0 }));
  for (const expected of [
    "a: receive recv on channel m",
    "a: yield",
    "joins: wait task a",
    "joins: receive task a",
    "idle: exit cancelled",
    "fails: exit failed",
  ]) {
    assert.ok(events.includes(expected), `${expected} in\n${events.join("\n")}`);
  }
});

test("the newest events are kept, oldest first, and the others are counted as lost", () => {
  const whole = startTrace();
  call(orderedStage());
  whole.stop();
  const all = whole.events();
  const trace = startTrace({ capacity: 5 });
  call(orderedStage());
  trace.stop();
  assert.equal(trace.events().map(show), all.slice(-5).map(show));
  assert.is(trace.lost, all.length - 5);
});

test("a trace that is stopped records nothing more, and can still be read", () => {
  const own = orderedStage();
  const trace = startTrace();
  call(own);
  const before = trace.events().length;
  trace.stop();
  call(own);
  trace.stop();
  assert.is(trace.events().length, before);
});

test("starting a trace stops the one that was running", () => {
  const first = startTrace();
  const second = startTrace();
  call(orderedStage());
  first.stop();
  call(orderedStage());
  second.stop();
  assert.is(first.events().length, 0);
  assert.is(second.events().length, 32);
});

test("wake-ups say where the task was put: slot, queue or io", () => {
  const own = orderedStage("stage", { budget: 2 });
  const messages = channel<number>();
  const trace = startTrace();
  own.go(function* () {
    for (;;) yield* messages.recv();
  });
  own.run();
  messages.send(1);
  own.run();
  own.scheduler.io(() => messages.send(2));
  own.run();
  own.go(() => {
    for (let n = 0; n < 9; n++) messages.send(n);
  });
  own.run();
  trace.stop();
  const places = trace.events().filter(({ kind }) => kind === "wake");
  assert.equal(new Set(places.map(({ detail }) => detail)), new Set(["io", "slot", "queue"]));
});

test("a capacity that makes no sense is refused", () => {
  for (const capacity of [0, -1, 1.5, Number.NaN]) {
    const error = thrown(() => startTrace({ capacity }));
    assert.is(error.message, `the capacity of a trace is ${capacity}: give a whole number from 1`);
  }
});

test.run();
