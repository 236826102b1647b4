/** Select: one of several cases, exactly once. */
import {
  channel,
  createScheduler,
  currentScheduler,
  ManualEventLoop,
  oneshot,
  orClosed,
  type Source,
  semaphore,
  sending,
  sleep,
  timeout,
} from "@mailslot/core";
import { select } from "@mailslot/select";
import { stage } from "@mailslot/test-support/stage";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const test = suite("select");

function world() {
  const loop = new ManualEventLoop();
  return { loop, scheduler: createScheduler({ loop }) };
}

test("takes the case that is ready, and says which", () => {
  const { loop, scheduler } = world();
  const [numbers, words] = [channel<number>(), channel<string>()];
  words.send("hello");
  const seen: unknown[] = [];
  scheduler.go(function* () {
    seen.push(yield* select({ number: numbers, word: words }));
  });
  loop.run();
  assert.equal(seen, [{ case: "word", value: "hello" }]);
});

test("waits for the first case to become ready, and leaves the others their values", () => {
  const { loop, scheduler } = world();
  const [a, b] = [channel<number>(), channel<number>()];
  const seen: unknown[] = [];
  scheduler.go(function* () {
    seen.push(yield* select({ a, b }));
    seen.push(yield* select({ a, b }));
  });
  loop.run();
  b.send(2);
  a.send(1);
  loop.run();
  assert.equal(seen, [
    { case: "b", value: 2 },
    { case: "a", value: 1 },
  ]);
});

test("works under await as it does under yield*", async () => {
  const stopped = oneshot<string>();
  const selected = select({ stop: stopped, never: channel<number>() }).then((event) => event);
  stopped.send("now");
  assert.equal(await selected, { case: "stop", value: "now" });
});

test("sends in a case, and only if that case is taken", () => {
  const { loop, scheduler } = world();
  const [out, stop] = [channel<number>(0), channel<string>()];
  const seen: unknown[] = [];
  scheduler.go(function* () {
    seen.push((yield* select({ sent: sending(out, 7), stop })).case);
    seen.push((yield* select({ sent: sending(out, 8), stop })).case);
  });
  loop.run();
  scheduler.go(function* () {
    seen.push(yield* out.recv());
    stop.send("stop");
  });
  loop.run();
  assert.equal(seen.sort(), [7, "sent", "stop"].sort());
  assert.is(out.length, 0);
});

test("matches two selects that wait on each other, both ways", () => {
  for (const first of ["ab", "ba"]) {
    const { loop, scheduler } = world();
    const [a, b] = [channel<string>(0), channel<string>(0)];
    const seen: string[] = [];
    scheduler.go(function* () {
      const event = yield* select({ recv: a, send: sending(b, "from one") });
      seen.push(`one ${event.case}`);
    });
    if (first === "ba") loop.run();
    scheduler.go(function* () {
      const event = yield* select({ recv: b, send: sending(a, "from two") });
      seen.push(`two ${event.case}`);
    });
    loop.run();
    assert.is(seen.length, 2);
    assert.ok(
      ["one recv,two send", "one send,two recv"].includes(seen.sort().join()),
      `unexpected outcome ${seen.join()}`,
    );
  }
});

test("never matches itself", () => {
  const { loop, scheduler } = world();
  const ch = channel<number>(0);
  const seen: string[] = [];
  const task = scheduler.go(function* () {
    const event = yield* select({ recv: ch, send: sending(ch, 1) });
    seen.push(event.case);
  });
  loop.run();
  assert.is(task.status, "waiting");
  scheduler.go(function* () {
    yield* ch.send(2);
  });
  loop.run();
  assert.equal(seen, ["recv"]);
});

test("takes nothing when it is cancelled, and leaves no waiter", () => {
  const { loop, scheduler } = world();
  const [a, b] = [channel<number>(), channel<number>(0)];
  const permits = semaphore(1);
  const held = permits.tryAcquire();
  const task = scheduler.go(function* () {
    yield* select({ a, b: sending(b, 1), permit: permits.acquire(), late: sleep(1_000) });
  });
  loop.run();
  task.cancel();
  loop.run();
  a.send(1);
  held?.release();
  assert.is(a.length, 1);
  assert.is(permits.available, 1);
  assert.is(orReady(b.recv()), false);
  assert.is(loop.step(), false);
});

function orReady(source: Source<unknown>): boolean {
  return typeof source.poll() !== "symbol";
}

test("with several permits of one semaphore, takes one case and never more than there are", () => {
  const { loop, scheduler } = world();
  const permits = semaphore(2);
  const held = permits.tryAcquire(2);
  const seen: string[] = [];
  scheduler.go(function* () {
    seen.push((yield* select({ two: permits.acquire(2), one: permits.acquire(1) }, { biased: true })).case);
  });
  scheduler.go(function* () {
    yield* permits.acquire(1);
    seen.push("other");
  });
  loop.run();
  held?.release();
  loop.run();
  assert.equal(seen, ["two"]);
  assert.is(permits.available, 0);
});

test("leaves out cases that are false, null or undefined", () => {
  const { loop, scheduler } = world();
  const a = channel<number>();
  a.send(1);
  const enabled = false as boolean;
  const seen: string[] = [];
  scheduler.go(function* () {
    seen.push((yield* select({ off: enabled && a, none: null, missing: undefined, on: a })).case);
  });
  loop.run();
  assert.equal(seen, ["on"]);
});

test("completes with otherwise when nothing is ready and it may not wait", () => {
  const { loop, scheduler } = world();
  const seen: string[] = [];
  scheduler.go(function* () {
    seen.push((yield* select({ a: channel<number>() }, { otherwise: true })).case);
  });
  loop.run();
  assert.equal(seen, ["otherwise"]);
});

test("has a time limit as a case like any other", () => {
  const { loop, scheduler } = world();
  const seen: string[] = [];
  scheduler.go(function* () {
    seen.push((yield* select({ a: channel<number>(), late: sleep(100) })).case);
  });
  loop.advance(99);
  assert.equal(seen, []);
  loop.advance(1);
  assert.equal(seen, ["late"]);
});

test("takes the same source in two cases", () => {
  const { loop, scheduler } = world();
  const a = channel<number>();
  const seen: number[] = [];
  scheduler.go(function* () {
    for (let n = 0; n < 2; n++) seen.push((yield* select({ left: a, right: a })).value);
  });
  loop.run();
  a.send(1);
  a.send(2);
  loop.run();
  assert.equal(seen, [1, 2]);
});

test("fails as the case fails that comes first, and sees an end as a value through orClosed", () => {
  const { loop, scheduler } = world();
  const a = channel<number>();
  const seen: unknown[] = [];
  const failing = scheduler.go(function* () {
    yield* select({ a, b: channel<number>() });
  });
  scheduler.go(function* () {
    seen.push(yield* select({ a: orClosed(a.recv(), "end"), b: channel<number>() }));
  });
  failing.outcome().then(() => undefined);
  loop.run();
  a.close();
  loop.run();
  assert.is(failing.status, "failed");
  assert.equal(seen, [{ case: "a", value: "end" }]);
});

test("is a source: it can be limited in time and nested", () => {
  const { loop, scheduler } = world();
  const [a, b] = [channel<number>(), channel<number>()];
  const seen: unknown[] = [];
  scheduler.go(function* () {
    seen.push(yield* select({ inner: select({ a, b }), late: sleep(10) }));
    try {
      yield* timeout(select({ a, b }), 10);
    } catch (error) {
      seen.push((error as Error).name);
    }
  });
  loop.run();
  b.send(3);
  loop.advance(20);
  assert.equal(seen, [{ case: "inner", value: { case: "b", value: 3 } }, "TimeoutError"]);
});

test("says which case is no source", () => {
  assert.throws(() => select({ bad: 5 as never }), /case bad of a select/);
});

test("counts against the budget, so that selects that are always ready let others run", () => {
  const { loop, scheduler } = world();
  const a = channel<number>();
  const seen: string[] = [];
  scheduler.go(function* () {
    for (let n = 0; n < 200; n++) {
      a.send(n);
      yield* select({ a });
    }
    seen.push("selecting");
  });
  scheduler.go(function* () {
    seen.push("other");
  });
  loop.run();
  assert.equal(seen, ["other", "selecting"]);
});

test("tasks of two schedulers may select on one channel: each is served in its turn, and woken at home", () => {
  const [one, two] = [stage("one"), stage("two")];
  const [shared, own] = [channel<number>(), channel<number>()];
  const woken: string[] = [];
  for (const { go } of [one, two, one]) {
    go(function* () {
      const { value } = yield* select({ shared, own });
      woken.push(`${currentScheduler().name} ${value}`);
    });
  }
  for (const { run } of [one, two]) run();
  for (let n = 0; n < 3; n++) shared.send(n);
  assert.equal(woken, []);
  two.run();
  assert.equal(woken, ["two 2"]);
  one.run();
  assert.is(woken[0], "two 2");
  assert.equal(woken.slice(1).sort(), ["one 0", "one 1"]); // each has one; which of them runs first is the scheduler's choice
});

test.run();
