/** The contract of channels: waits that are given up take nothing, and what was delivered is not lost. */
import { abortable, oneshot, timeout } from "@mailslot/core";
import { rejection } from "@mailslot/test-support/rejection";
import { stage } from "@mailslot/test-support/stage";
import * as assert from "uvu/assert";
import { type It, type Make, receiver } from "./subject.js";

export function cancelContract(it: It, make: Make): void {
  it("a cancelled receive takes nothing", async () => {
    const scene = stage();
    const numbers = make<number>();
    const [cancelled, other] = [receiver(scene, numbers), receiver(scene, numbers)];
    scene.run();
    cancelled.cancel();
    numbers.trySend(1);
    scene.run();
    assert.is(cancelled.status, "cancelled");
    assert.is(await other, 1);
  });

  it("a receive that was cancelled before it began takes nothing", async () => {
    const scene = stage();
    const numbers = make<number>();
    const [cancelled, other] = [receiver(scene, numbers), receiver(scene, numbers)];
    cancelled.cancel();
    scene.run();
    numbers.trySend(1);
    scene.run();
    assert.is(cancelled.status, "cancelled");
    assert.is(await other, 1);
  });

  it("a message delivered before the cancellation is handed to the body, not lost", () => {
    const { go, run } = stage();
    const numbers = make<number>();
    const received: number[] = [];
    const task = go(function* receive() {
      for (;;) received.push(yield* numbers.recv());
    });
    run();
    numbers.trySend(1);
    task.cancel();
    run();
    assert.equal(received, [1]);
    assert.is(task.status, "cancelled");
  });

  it("a body cancelled just when it gives way after a send is told that the message has gone", () => {
    const { go, run, scheduler } = stage();
    const numbers = make<number>();
    const ready = oneshot<void>();
    ready.send();
    const received = go(() => numbers.recv());
    let sent = false;
    const task = go(function* send() {
      for (let n = 0; n < scheduler.policy.budget; n++) yield* ready;
      yield* numbers.send(1);
      sent = true;
      yield* oneshot<void>();
    });
    go(() => task.cancel());
    run();
    assert.equal([sent, task.status, received.status], [true, "cancelled", "completed"]);
  });

  it("a receive that times out takes nothing", async () => {
    const scene = stage();
    const numbers = make<number>();
    const task = scene.go(() => timeout(numbers.recv(), 10));
    scene.loop.advance(10);
    assert.is((await rejection(task)).code, "ERR_MAILSLOT_TIMEOUT");
    const other = receiver(scene, numbers);
    scene.run();
    numbers.trySend(1);
    scene.run();
    assert.is(await other, 1);
  });

  it("an aborted receive takes nothing", async () => {
    const numbers = make<number>();
    const controller = new AbortController();
    const aborted = rejection(abortable(numbers.recv(), controller.signal));
    const other = numbers.recv().then((message) => message);
    await Promise.resolve();
    controller.abort();
    numbers.trySend(1);
    assert.is((await aborted).code, "ERR_MAILSLOT_CANCELLED");
    assert.is(await other, 1);
  });
}
