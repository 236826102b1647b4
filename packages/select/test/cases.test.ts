/** Every kind of case: what it gives when taken, and that it keeps its value when another is. */
import { EventEmitter, getEventListeners, once } from "node:events";
import {
  broadcast,
  type Channel,
  ClosedError,
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
  watch,
} from "@mailslot/core";
import { events, nextEvent, select } from "@mailslot/select";
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

test("an abort signal gives its reason, also when it had aborted before", async () => {
  const controller = new AbortController();
  const first = select({ aborted: controller.signal, none: never() }).then((event) => event);
  controller.abort("enough");
  assert.equal(await first, { case: "aborted", value: "enough" });
  assert.equal(await select({ aborted: controller.signal, none: never() }), { case: "aborted", value: "enough" });
  assert.is(getEventListeners(controller.signal, "abort").length, 0);
});

test("a promise gives its value, and its rejection fails the select", async () => {
  assert.equal(await select({ page: Promise.resolve(200), none: never() }), { case: "page", value: 200 });
  const failing = select({ page: Promise.reject(new Error("no page")), none: never() });
  assert.is((await rejection(failing)).message, "no page");
});

test("an async iterator gives every item once, and its end; what comes when another case won is kept", async () => {
  const gates = [oneshot<string>(), oneshot<string>()];
  const lines = (async function* () {
    for (const gate of gates) yield await gate;
  })();
  const other = channel<number>();
  const first = select({ lines, other }).then((event) => event);
  other.send(1);
  assert.equal(await first, { case: "other", value: 1 });
  gates[0]?.send("kept");
  gates[1]?.send("next");
  const seen: unknown[] = [];
  for (let n = 0; n < 3; n++) seen.push((await select({ lines, other })).value);
  assert.equal(seen, [
    { value: "kept", done: false },
    { value: "next", done: false },
    { value: undefined, done: true },
  ]);
});

test("an async iterator whose body sends to another case of the same select loses nothing", async () => {
  const other = channel<string>();
  const lines = (async function* () {
    other.send("from the iterator");
    yield "a line";
  })();
  const first = await select({ lines, other }, { biased: true });
  const second = await select({ lines, other }, { biased: true });
  assert.equal([first.case, second.case], ["other", "lines"]);
});

test("an async iterator that fails fails the select, however it does so", async () => {
  const rejecting = { next: () => Promise.reject(new Error("cut")) };
  const throwing = {
    next: () => {
      throw new Error("broken");
    },
  };
  assert.is((await rejection(select({ rejecting, none: never() }))).message, "cut");
  assert.is((await rejection(select({ throwing, none: never() }))).message, "broken");
});

test("events of a target and of an emitter, in order, until they are closed", async () => {
  const [target, emitter] = [new EventTarget(), new EventEmitter()];
  const [clicks, data] = [events<Event>(target, "click"), events<number>(emitter, "data")];
  const click = new Event("click");
  target.dispatchEvent(click);
  emitter.emit("data", 1);
  emitter.emit("data", 2);
  const seen = new Set<unknown>();
  for (let n = 0; n < 3; n++) seen.add((await select({ clicks, data })).value);
  assert.equal(seen, new Set([click, 1, 2]));
  clicks.close();
  data.close();
  assert.is(getEventListeners(target, "click").length + emitter.listenerCount("data"), 0);
  assert.instance(await rejection(select({ clicks, none: never() })), ClosedError);
});

test("events keep as many as they may, and count the others", () => {
  const emitter = new EventEmitter();
  const newest = events<number>(emitter, "data", { capacity: 2 });
  const oldest = events<number>(emitter, "data", { capacity: 2, overflow: "drop-newest" });
  for (const n of [1, 2, 3, 4]) emitter.emit("data", n);
  const take = (from: typeof newest) => [from.recv().poll(), from.recv().poll(), from.dropped];
  assert.equal(
    [take(newest), take(oldest)],
    [
      [3, 4, 2],
      [1, 2, 2],
    ],
  );
});

test("the next event listens only while somebody waits", async () => {
  const [emitter, other] = [new EventEmitter(), channel<number>()];
  const close = nextEvent<string>(emitter, "close");
  const first = select({ close, other }).then((event) => event);
  const second = select({ close, none: never() }).then((event) => event);
  const joined = once(emitter, "newListener").then(() => emitter.listenerCount("close"));
  emitter.on("probe", () => undefined);
  await joined;
  assert.is(emitter.listenerCount("close"), 1, "one listener for both");
  other.send(1);
  assert.is((await first).case, "other");
  emitter.emit("close", "bye");
  assert.equal(await second, { case: "close", value: "bye" });
  assert.is(emitter.listenerCount("close"), 0);
});

/** A door that lets in one of those who wait, each time it is opened. */
class Door extends QueuedSource<string> {
  poll(): string | NotReady {
    return notReady;
  }
  open(): boolean {
    const waiter = this.waiters.take();
    waiter?.deliver("let in");
    return waiter !== null;
  }
}

test("any source of a third party", async () => {
  const { scheduler, run } = stage();
  const [door, other] = [new Door(), channel<number>()];
  const task = scheduler.go(function* () {
    return [yield* select({ door, other }), yield* select({ door, other })];
  });
  run();
  other.send(1);
  run();
  assert.is(door.open(), true);
  assert.is(door.open(), false);
  run();
  assert.equal(await task, [
    { case: "other", value: 1 },
    { case: "door", value: "let in" },
  ]);
});

test("a source that refuses to be waited on leaves the others alone, and its task free", async () => {
  const { scheduler, run } = stage();
  const a = channel<number>();
  const locked = new (class extends Door {
    override subscribe(): void {
      throw new Error("no waiting here");
    }
  })();
  const task = scheduler.go(function* () {
    try {
      yield* select({ a, locked }, { biased: true });
    } catch (error) {
      return `${(error as Error).message}: ${yield* sleep(0)}`;
    }
    return "waited";
  });
  run();
  a.send(1);
  run();
  assert.is(a.length, 1, "the case that was entered first has left");
  assert.is(await task, "no waiting here: undefined");
});

test("a source that forgets to take out a case that lost cannot complete the select again", async () => {
  const { scheduler, run } = stage();
  const a = channel<number>();
  const forgetful = new (class extends Door {
    override unsubscribe(): void {
      // It should take the waiter out.
    }
  })();
  const task = scheduler.go(function* () {
    const first = yield* select({ a, forgetful });
    return [first.case, (yield* select({ a })).value];
  });
  run();
  a.send(1);
  run();
  assert.is(forgetful.open(), false);
  a.send(2);
  run();
  assert.equal(await task, ["a", 2]);
});

test("a send to a full channel, made before, is withdrawn when another case is taken", () => {
  const { scheduler, run } = stage();
  const [out, other] = [channel<number>(0), channel<number>()];
  scheduler.go(() => select({ sent: out.send(1), other }));
  run();
  other.send(1);
  run();
  assert.is(out.tryRecv(), notReady);
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

test("that are no sources are named in the error", () => {
  for (const bad of [5, "text", {}, Symbol("x"), new EventTarget()]) {
    assert.throws(() => select({ bad: bad as never }), /case bad of a select is .*: give a source/);
  }
});

test.run();
