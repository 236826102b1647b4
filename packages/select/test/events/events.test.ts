/** Events of a target or an emitter as cases. */
import { EventEmitter, getEventListeners, once } from "node:events";
import { type Channel, ClosedError, channel, notReady } from "@mailslot/core";
import { events, nextEvent, select } from "@mailslot/select";
import { rejection, thrown } from "@mailslot/test-support/rejection";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const test = suite("events as cases");

/** A case that is never ready. */
const never = (): Channel<never> => channel<never>();

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

test("the next event listens only while something waits", async () => {
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

for (const origin of [undefined, null, 5, "click", {}]) {
  test(`events of ${JSON.stringify(origin)} are refused at the call, which says what to give`, () => {
    for (const listen of [() => events(origin as never, "click"), () => nextEvent(origin as never, "click")]) {
      const error = thrown(listen);
      assert.is(error.code, "ERR_MAILSLOT_ARGUMENT");
      assert.match(error.message, /give an EventTarget, or an emitter with on and off/);
    }
  });
}

test("however many wait for or keep one type of events of one origin, it has one listener, and Node warns of none", async () => {
  const warnings: Error[] = [];
  const warned = (warning: Error): void => void warnings.push(warning);
  process.on("warning", warned);
  try {
    for (const origin of [new EventTarget(), new EventEmitter()]) {
      const count = (): number =>
        origin instanceof EventEmitter ? origin.listenerCount("x") : getEventListeners(origin, "x").length;
      const kept = Array.from({ length: 20 }, () => events(origin, "x"));
      const waits = Array.from({ length: 20 }, () => nextEvent(origin, "x").then((event) => event));
      await Promise.resolve();
      assert.is(count(), 1);
      if (origin instanceof EventEmitter) origin.emit("x", 1);
      else origin.dispatchEvent(new Event("x"));
      await Promise.all(waits);
      for (const each of kept) each.close();
      assert.is(count(), 0);
      assert.is(new Set(kept.map((each) => each.recv().poll())).size, 1);
    }
    await new Promise((resolve) => setImmediate(resolve)); // warnings come a little later
  } finally {
    process.off("warning", warned);
  }
  assert.equal(warnings, []);
});

test("what begins or stops to listen in the instant of an event neither gets it nor keeps it from others", () => {
  const emitter = new EventEmitter();
  const all = [events<number>(emitter, "x"), events<number>(emitter, "x"), events<number>(emitter, "x")] as const;
  let late = all[0];
  const asked = all[0].recv();
  asked.subscribe(
    waiterThat(() => {
      all[1].close();
      late = events<number>(emitter, "x");
    }),
  );
  emitter.emit("x", 1);
  emitter.emit("x", 2);
  const heard = [all[2], late].map((each) => [each.recv().poll(), each.recv().poll()]);
  assert.equal(heard, [
    [1, 2],
    [2, notReady],
  ]);
  assert.is(thrown(() => all[1].recv().poll()).code, "ERR_MAILSLOT_CLOSED");
  for (const each of [all[0], all[2], late]) each.close();
  assert.is(emitter.listenerCount("x"), 0);
});

/** A waiter that calls back when it is given a value. */
function waiterThat(does: () => void) {
  return { after: null, before: null, claim: () => true, deliver: does, fail: () => assert.unreachable("it failed") };
}

test("an emitter from which all listeners were taken is listened to by the next that waits", async () => {
  const emitter = new EventEmitter();
  const lost = nextEvent(emitter, "x").then((event) => event);
  await Promise.resolve();
  emitter.removeAllListeners("x");
  const found = nextEvent(emitter, "x").then((event) => event);
  await Promise.resolve();
  emitter.emit("x", "here");
  assert.equal([await found, await lost], ["here", "here"]);
});

test.run();
