/** Messages are not copied. The development build freezes what is plain data, so that nobody changes it afterwards. */
import { defineActor } from "@mailslot/actor";
import { channel } from "@mailslot/core";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { stage } from "../stage.js";

const isDevelopment = process.execArgv.some((flag) => flag.includes("development"));

test("messages are not copied, and plain ones are frozen in the development build", () => {
  const { spawn, run } = stage();
  const got: unknown[] = [];
  const ref = spawn(defineActor("actor", { receive: { take: (_ctx, value: unknown) => void got.push(value) } }));
  const message = { list: [{ deep: 1 }] };
  ref.tell.take(message);
  void ref.ask.take([message]);
  run();
  assert.is(got[0], message);
  assert.is(Object.isFrozen(message), isDevelopment);
  assert.is(Object.isFrozen(message.list[0]), isDevelopment);
});

test("objects that are shared on purpose are not frozen: refs, channels, instances of classes, buffers", () => {
  const { spawn, run } = stage();
  const ref = spawn(defineActor("actor", { receive: { take: (_ctx, ..._values: unknown[]) => {} } }));
  const shared = [ref, channel<number>(), new Map(), new Uint8Array(1)];
  ref.tell.take(...shared);
  run();
  for (const each of shared) assert.is(Object.isFrozen(each), false);
});

test("a message may be cyclic", () => {
  const { spawn, run } = stage();
  const ref = spawn(defineActor("actor", { receive: { take: (_ctx, _value: unknown) => {} } }));
  const circle: { self?: unknown } = {};
  circle.self = circle;
  ref.tell.take(circle);
  run();
  assert.is(ref.alive, true);
});

test("a reply is not frozen, though it is plain", async () => {
  const { spawn, loop } = stage();
  const ref = spawn(defineActor("actor", { receive: { make: () => ({ list: [1] }) } }));
  const reply = ref.ask.make();
  await loop.settle();
  const made = await reply;
  assert.is(Object.isFrozen(made), false);
  assert.is(Object.isFrozen(made.list), false);
});

test("revoked proxies, getters and very deep objects can be sent in either build", () => {
  const { spawn, run } = stage();
  let calls = 0;
  const ref = spawn(defineActor("actor", { receive: { take: (_ctx, ..._values: unknown[]) => void calls++ } }));
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  let deep: unknown = null;
  for (let n = 0; n < 100_000; n++) deep = { deep };
  const withGetter = {
    get next() {
      throw new Error("called");
    },
  };
  ref.tell.take(proxy, withGetter);
  ref.tell.take(deep);
  run();
  assert.is(calls, 2);
});

test.run();
