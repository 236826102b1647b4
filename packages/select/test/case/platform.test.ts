/** Promises, abort signals and async iterators as cases. */
import { getEventListeners } from "node:events";
import { type Channel, channel, oneshot } from "@mailslot/core";
import { select } from "@mailslot/select";
import { rejection } from "@mailslot/test-support/rejection";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const test = suite("cases of the platform");

/** A case that is never ready. */
const never = (): Channel<never> => channel<never>();

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

test("waits for a promise, a signal and an iterator, without piling up listeners", async () => {
  const controller = new AbortController();
  const gate = withResolvers<number>();
  const lines = (async function* () {
    yield "first";
    yield "second";
  })();
  const seen: unknown[] = [];
  for (let n = 0; n < 2; n++) {
    const event = await select({ promise: gate.promise, abort: controller.signal, line: lines });
    seen.push(event.value);
  }
  controller.abort("enough");
  seen.push((await select({ promise: gate.promise, abort: controller.signal })).value);
  gate.resolve(1);
  assert.equal(seen, [{ value: "first", done: false }, { value: "second", done: false }, "enough"]);
});

function withResolvers<T>() {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

test.run();
