/** Events of a target or an emitter as cases. */
import { EventEmitter, getEventListeners, once } from "node:events";
import { type Channel, ClosedError, channel } from "@mailslot/core";
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

test.run();
