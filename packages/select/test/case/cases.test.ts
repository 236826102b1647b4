import {
  broadcast,
  type Channel,
  channel,
  deadline,
  interval,
  type NotReady,
  notify,
  notReady,
  oneshot,
  QueuedSource,
  reserve,
  semaphore,
  sending,
  sleep,
  sleepUntil,
  type Waiter,
  watch,
} from "@mailslot/core";
import { select } from "@mailslot/select";
import { rejection } from "@mailslot/test-support/rejection";
import { stage } from "@mailslot/test-support/stage";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const test = suite("cases of a select");

/** A case that is never ready. */
const never = (): Channel<never> => channel<never>();

test("a permit: taken, it holds room; not taken, none", () => {
  const { scheduler, run } = stage();
  const [one, other] = [channel<number>(1), channel<string>()];
  const seen: unknown[] = [];
  scheduler.go(function* () {
    other.send("first");
    seen.push((yield* select({ other, permit: reserve(one) }, { biased: true })).case);
    assert.is(one.trySend(0), true, "no room was kept");
    seen.push(one.tryRecv());
    const event = yield* select({ other, permit: reserve(one) });
    if (event.case !== "permit") return;
    seen.push(one.trySend(1));
    event.value.send(2);
    seen.push(yield* one.recv());
  });
  run();
  assert.equal(seen, ["other", 0, false, 2]);
});

test("a time, a deadline and an interval", () => {
  const { scheduler, loop } = stage();
  const seen: unknown[] = [];
  scheduler.go(function* () {
    const tick = interval(30);
    seen.push((yield* select({ tick, at: sleepUntil(20) })).case);
    seen.push(yield* select({ tick, late: sleep(100) }));
    try {
      yield* select({ limited: deadline(never().recv(), 40), late: sleep(100) });
    } catch (error) {
      seen.push((error as { code: string }).code);
    }
  });
  loop.advance(50);
  assert.equal(seen, ["at", { case: "tick", value: 1 }, "ERR_MAILSLOT_TIMEOUT"]);
});

test("a task: its value when it ends, its failure when it fails", async () => {
  const { scheduler, run } = stage();
  const gate = oneshot<number>();
  const waiting = scheduler.go(() => gate);
  const failing = scheduler.go(() => {
    throw new Error("no luck");
  });
  const first = scheduler.go(() => select({ waiting, none: never() }));
  const second = scheduler.go(() => select({ failing, none: never() }));
  run();
  gate.send(4);
  run();
  assert.equal(await first, { case: "waiting", value: 4 });
  assert.is((await rejection(second)).message, "no luck");
});

test("a task that fails after another case was taken is not silent", async () => {
  const { scheduler, run, unhandled } = stage();
  const gate = oneshot<void>();
  const failing = scheduler.go(function* () {
    yield* gate;
    throw new Error("no luck");
  });
  const other = channel<number>();
  scheduler.go(() => select({ failing, other }));
  run();
  other.send(1);
  run();
  gate.send();
  run();
  for (let n = 0; n < 5; n++) await Promise.resolve();
  run();
  assert.is(unhandled.length, 1);
});

test("a watch and a broadcast: a change, a message; not taken, it is there the next time", () => {
  const { scheduler, run } = stage();
  const [level, news] = [watch(0), broadcast<string>(4)];
  const [change, heard] = [level.subscribe(), news.subscribe()];
  const seen: unknown[] = [];
  scheduler.go(function* () {
    for (let n = 0; n < 2; n++) seen.push(yield* select({ change, heard }));
  });
  run();
  news.send("rain");
  level.send(7);
  run();
  assert.equal(seen, [
    { case: "heard", value: "rain" },
    { case: "change", value: 7 },
  ]);
});

test("a semaphore and a notify", () => {
  const { scheduler, run } = stage();
  const [permits, wake] = [semaphore(1), notify()];
  const held = permits.tryAcquire();
  const seen: string[] = [];
  scheduler.go(function* () {
    for (let n = 0; n < 2; n++) seen.push((yield* select({ permit: permits.acquire(), wake })).case);
  });
  run();
  wake.notifyOne();
  run();
  held?.release();
  run();
  assert.equal(seen, ["wake", "permit"]);
});

test("a send to a full channel, made before, is withdrawn when another case is taken, at once or after a wait", () => {
  for (const isReady of [false, true]) {
    const { scheduler, run } = stage();
    const [out, other, third] = [channel<number>(0), channel<number>(), channel<number>()];
    if (isReady) other.send(1);
    scheduler.go(() => select({ sent: out.send(1), other }));
    if (isReady) other.send(1);
    scheduler.go(() => select({ sent: out.send(2), other, third }));
    run();
    if (!isReady) for (let n = 0; n < 2; n++) other.send(1);
    run();
    assert.is(out.tryRecv(), notReady);
  }
});

test("a send fails the select when its channel closes, and gives the message back", async () => {
  const { scheduler, run } = stage();
  const out = channel<number>(0);
  const task = scheduler.go(() => select({ sent: sending(out, 9), none: never() }));
  run();
  out.close();
  run();
  const { code, unsent } = (await rejection(task)) as Error & { code: string; unsent: number };
  assert.equal([code, unsent], ["ERR_MAILSLOT_CLOSED", 9]);
});

test("that are all disabled are an error, unless there is otherwise", () => {
  assert.throws(() => select({ off: false, none: null }), /no case of a select is enabled/);
  assert.equal(select({ off: false }, { otherwise: true }).poll(), { case: "otherwise", value: undefined });
});

test("what a source throws when it is left is reported by the scheduler of the waiting task, whatever it is", () => {
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  const silent = Object.defineProperty(new Error(), "message", {
    get() {
      throw new Error("not to be read");
    },
  });
  for (const name of ["sticky", Symbol("sticky")]) {
    for (const thrown of [undefined, "text", Object.freeze(new Error("frozen")), revoked.proxy, silent]) {
      const { scheduler, run, unhandled } = stage();
      class Sticky extends QueuedSource<never> {
        poll(): NotReady {
          return notReady;
        }
        override unsubscribe(waiter: Waiter<never>): void {
          super.unsubscribe(waiter);
          throw thrown;
        }
        override describe(): string {
          return name as string;
        }
      }
      const [won, lost] = [channel<number>(), channel<number>()];
      const task = scheduler.go(() => select({ sticky: new Sticky(), won, other: new Sticky(), lost }));
      run();
      won.send(1); // from outside every task
      lost.send(2);
      run();
      assert.equal(task.poll(), { case: "won", value: 1 });
      assert.is(lost.length, 1);
      assert.is(unhandled.length, 2);
      for (const error of unhandled) assert.ok(Object.is((error as Error).cause, thrown));
    }
  }
});

test("that are no sources are named in the error", () => {
  for (const bad of [5, "text", {}, Symbol("x"), new EventTarget()]) {
    assert.throws(() => select({ bad: bad as never }), /case bad of a select is .*: give a source/);
  }
});

test.run();
