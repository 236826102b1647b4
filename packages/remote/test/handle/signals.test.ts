/** Abort signals, as other nodes see them. */
import { spawnWith } from "@mailslot/actor";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { User, userOf } from "./user.js";

test("a signal aborts elsewhere as at home, with its reason", async () => {
  const controller = new AbortController();
  const on = await userOf(controller.signal);
  assert.equal(await on.answer(on.user.ask.signal()), [true, false, undefined]);
  controller.abort(new RangeError("too far"));
  const [, aborted, reason] = (await on.answer(on.user.ask.signal())) as [boolean, boolean, Error];
  assert.ok(aborted);
  assert.instance(reason, RangeError);
  assert.is(reason.message, "too far");
});

test("a signal that has aborted arrives aborted", async () => {
  const on = await userOf(AbortSignal.abort({ why: "enough" }));
  assert.equal(await on.answer(on.user.ask.signal()), [true, true, { why: "enough" }]);
  on.user.tell.keep(AbortSignal.abort());
  const [, , reason] = (await on.answer(on.user.ask.signal())) as [boolean, boolean, Error];
  assert.is(reason.name, "AbortError");
});

test("a reason that cannot cross does so as a text", async () => {
  const controller = new AbortController();
  const on = await userOf(controller.signal);
  controller.abort({ draw() {} });
  assert.equal((await on.answer(on.user.ask.signal()))[1], true);
  assert.type((await on.answer(on.user.ask.signal()))[2], "string");
  on.user.tell.keep(AbortSignal.abort({ draw() {} }));
  assert.equal((await on.answer(on.user.ask.signal()))[1], true);
  assert.type((await on.answer(on.user.ask.signal()))[2], "string");
});

test("one that listens hears of it, though nobody else holds the signal", async () => {
  const controller = new AbortController();
  const on = await userOf(controller.signal);
  on.user.tell.listen();
  on.user.tell.drop();
  await on.loop.settle();
  for (let n = 0; n < 5; n++) {
    globalThis.gc?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  controller.abort("enough");
  await on.loop.settle();
  assert.equal(await on.answer(on.user.ask.heard()), ["enough"]);
});

test("a signal whose node has died aborts", async () => {
  const on = await userOf(undefined);
  const user = spawnWith({ scheduler: on.scheduler }, User);
  on.user.tell.lend(user, "signal");
  await on.loop.settle();
  assert.equal(await on.answer(user.ask.signal()), [true, false, undefined]);
  on.wire.kill(1);
  await on.loop.settle();
  const [, aborted, reason] = (await on.answer(user.ask.signal())) as [boolean, boolean, { code: string }];
  assert.ok(aborted);
  assert.is(reason.code, "ERR_MAILSLOT_NO_CONNECTION");
});

test.run();
