/** The loop form: it keeps its cases entered between rounds. */
import {
  type Channel,
  ClosedError,
  channel,
  notReady,
  oneshot,
  Source,
  sending,
  sleep,
  type Waiter,
} from "@mailslot/core";
import { select, selectEach } from "@mailslot/select";
import { rejection } from "@mailslot/test-support/rejection";
import { orderedStage, stage } from "@mailslot/test-support/stage";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const test = suite("select in its loop form");

test("gives every event once, whatever sends it", () => {
  const { loop, scheduler } = stage();
  const channels = Array.from({ length: 100 }, () => channel<number>());
  const events = selectEach(Object.fromEntries(channels.map((ch, n) => [`c${n}`, ch])));
  const seen: number[] = [];
  scheduler.go(function* () {
    for (;;) seen.push((yield* events).value as number);
  });
  loop.run();
  for (let n = 0; n < 1_000; n++) {
    (channels[(n * 7) % 100] as (typeof channels)[number]).send(n);
    if (n % 3 === 0) loop.run();
  }
  loop.run();
  assert.equal(
    seen.sort((a, b) => a - b),
    Array.from({ length: 1_000 }, (_, n) => n),
  );
});

test("never matches itself, and still meets others", () => {
  const { loop, scheduler } = stage();
  const ch = channel<number>(0);
  const seen: unknown[] = [];
  scheduler.go(function* () {
    const events = selectEach({ recv: ch, send: sending(ch, 1) });
    for (let n = 0; n < 2; n++) seen.push((yield* events).case);
    events.close();
  });
  loop.run();
  assert.equal(seen, []);
  scheduler.go(function* () {
    yield* ch.send(2);
    yield* ch.recv();
  });
  loop.run();
  assert.equal(seen.sort(), ["recv", "send"]);
});

test("leaves every source when it is closed", () => {
  const { loop, scheduler } = stage();
  const a = channel<number>();
  const events = selectEach({ a, tick: sleep(1_000) });
  const task = scheduler.go(function* () {
    yield* events;
  });
  loop.run();
  task.cancel();
  loop.run();
  events.close();
  a.send(1);
  assert.is(a.length, 1);
});

test("goes on after a case has failed", () => {
  const { loop, scheduler } = stage();
  const [a, b] = [channel<number>(), channel<number>()];
  const events = selectEach({ a, b });
  const seen: unknown[] = [];
  scheduler.go(function* () {
    for (let n = 0; n < 2; n++) {
      try {
        seen.push((yield* events).case);
      } catch (error) {
        seen.push((error as Error).name);
      }
    }
  });
  loop.run();
  b.close();
  loop.run();
  assert.equal(seen, ["ClosedError", "ClosedError"]);
});

test("takes away and gives back cases, also during a wait", () => {
  const { scheduler, run } = stage();
  const [a, b] = [channel<string>(), channel<string>()];
  const events = selectEach<Record<string, Channel<string>>>({ a });
  const seen: unknown[] = [];
  scheduler.go(function* () {
    for (;;) seen.push((yield* events).value);
  });
  run();
  b.send("of b, before it is a case");
  events.set("b", b);
  run();
  events.set("a", false);
  a.send("of a, after it was one");
  run();
  assert.equal(seen, ["of b, before it is a case"]);
  assert.is(a.length, 1);
  events.set("a", a);
  run();
  assert.is(seen.length, 2);
});

test("sends the next message when it is set", () => {
  const { scheduler, run } = stage();
  const out = channel<number>(0);
  const events = selectEach({ sent: sending(out, 0) });
  scheduler.go(function* () {
    for (let n = 1; n < 4; n++) {
      yield* events;
      events.set("sent", sending(out, n));
    }
    events.close();
  });
  const received: number[] = [];
  scheduler.go(function* () {
    for (let n = 0; n < 3; n++) received.push(yield* out.recv());
  });
  run();
  assert.equal(received, [0, 1, 2]);
});

test("gives what is ready for ever in every round, until that case is disabled", () => {
  const { scheduler, run } = stage();
  const [stop, a] = [oneshot<string>(), channel<number>()];
  const events = selectEach({ stop, a }, { biased: true });
  const seen: string[] = [];
  scheduler.go(function* () {
    for (let n = 0; n < 3; n++) {
      seen.push((yield* events).case);
      if (n === 1) events.set("stop", false);
    }
  });
  run();
  stop.send("stop");
  a.send(1);
  run();
  assert.equal(seen, ["stop", "stop", "a"]);
});

test("fails present and later waits when it is closed", async () => {
  const { scheduler, run } = stage();
  const events = selectEach({ a: channel<number>() });
  const waiting = scheduler.go(() => events);
  run();
  events.close();
  events.close();
  run();
  assert.instance(await rejection(waiting), ClosedError);
  assert.instance(await rejection(events), ClosedError);
  assert.throws(() => events.set("a", channel<number>()), /select loop of a is closed/);
});

test("says so when a second task waits on it", async () => {
  const { scheduler, run } = stage();
  const events = selectEach({ a: channel<number>() });
  const [first, second] = [scheduler.go(() => events), scheduler.go(() => events)];
  run();
  const [waiting, refused] = first.status === "waiting" ? [first, second] : [second, first];
  assert.is(waiting.status, "waiting");
  assert.is((await rejection(refused)).code, "ERR_MAILSLOT_ARGUMENT");
});

test("is iterated with for await, until it is closed, and closed by leaving", async () => {
  const a = channel<number>();
  const events = selectEach({ a });
  for (const n of [1, 2, 3]) a.send(n);
  const seen: number[] = [];
  for await (const { value } of events) {
    seen.push(value);
    if (value === 3) break;
  }
  assert.equal(seen, [1, 2, 3]);
  a.send(4);
  assert.is(a.length, 1, "nobody receives any more");
  const others = selectEach({ a: channel<number>() });
  const ended = (async () => {
    for await (const _ of others) assert.unreachable();
  })();
  await Promise.resolve();
  others.close();
  await ended;
});

test("is a case of a select like any source, and keeps what comes while the select is elsewhere", () => {
  const { scheduler, run } = stage();
  const [a, b, stop] = [channel<number>(), channel<number>(), channel<string>()];
  const inner = selectEach({ a, b });
  const seen: unknown[] = [];
  scheduler.go(function* () {
    for (let n = 0; n < 3; n++) seen.push((yield* select({ inner, stop })).value);
  });
  run();
  stop.send("stop");
  b.send(1);
  a.send(2);
  run();
  assert.equal(new Set(seen), new Set(["stop", { case: "b", value: 1 }, { case: "a", value: 2 }]));
});

test("hears what comes while the select that it is a case of enters its other cases", async () => {
  const { scheduler, run } = stage();
  const [a, b] = [channel<number>(), channel<number>()];
  const inner = selectEach({ a });
  const noisy = new (class extends Eager {
    override subscribe(): void {
      a.send(1);
    }
  })();
  const task = scheduler.go(function* () {
    yield* select({ inner, now: sleep(0) }, { biased: true });
    return (yield* select({ noisy, inner, b }, { biased: true })).value;
  });
  run();
  assert.equal(await task, { case: "a", value: 1 });
});

/** A source that has nothing when asked, and delivers while it is entered. */
class Eager extends Source<string> {
  poll(): never {
    return notReady as never;
  }
  subscribe(waiter: Waiter<string>): void {
    if (waiter.claim()) waiter.deliver("at once");
  }
  unsubscribe(): void {
    // It keeps nobody.
  }
}

test("hears a source that delivers while it is entered", async () => {
  const { scheduler, run } = stage();
  const events = selectEach({ a: channel<number>(), eager: new Eager() });
  const task = scheduler.go(function* () {
    return [(yield* events).value, (yield* events).value];
  });
  run();
  assert.equal(await task, ["at once", "at once"]);
});

test("asks a source again that refused to be waited on", async () => {
  const { scheduler, run } = stage();
  const locked = new (class extends Eager {
    override subscribe(): void {
      throw new Error("no waiting here");
    }
  })();
  const a = channel<number>();
  const events = selectEach({ locked, a }, { biased: true });
  const task = scheduler.go(function* () {
    const seen: unknown[] = [];
    for (let n = 0; n < 2; n++) {
      try {
        seen.push((yield* events).value);
      } catch (error) {
        seen.push((error as Error).message);
      }
      events.set("locked", false);
      a.send(n);
    }
    return seen;
  });
  run();
  assert.equal(await task, ["no waiting here", 0]);
});

test("counts against the budget", () => {
  const { scheduler, run } = orderedStage();
  const events = selectEach({ always: sleep(0) });
  const seen: string[] = [];
  scheduler.go(function* () {
    for (let n = 0; n < 200; n++) yield* events;
    seen.push("selecting");
  });
  scheduler.go(() => void seen.push("other"));
  run();
  assert.equal(seen, ["other", "selecting"]);
});

test.run();
