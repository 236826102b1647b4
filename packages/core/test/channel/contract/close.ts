/** The contract of channels: closing, and what comes after. */
import { ClosedError, orClosed } from "@mailslot/core";
import { rejection, thrown } from "@mailslot/test-support/rejection";
import { stage } from "@mailslot/test-support/stage";
import * as assert from "uvu/assert";
import { fill, type It, type Make, receiver } from "./subject.js";

export function closeContract(it: It, make: Make): void {
  it("what was held at the close is still received, then recv fails with ClosedError", async () => {
    const scene = stage();
    const numbers = make<number>();
    const held = fill(numbers);
    numbers.close();
    assert.is(numbers.closed, true);
    const tasks = held.map(() => receiver(scene, numbers));
    const late = receiver(scene, numbers);
    scene.run();
    assert.equal(await Promise.all(tasks), held);
    const error = await rejection(late);
    assert.instance(error, ClosedError);
    assert.is(error.message, `${numbers.name} is closed, and nothing is left in it`);
  });

  it("closing fails every receiver that waits, with an error of its own", async () => {
    const scene = stage();
    const numbers = make<number>();
    const [task, other] = [receiver(scene, numbers), receiver(scene, numbers)];
    const awaited = rejection(numbers.recv());
    scene.run();
    numbers.close();
    scene.run();
    const errors = await Promise.all([rejection(task), rejection(other), awaited]);
    assert.equal(
      errors.map(({ code }) => code),
      Array(3).fill("ERR_MAILSLOT_CLOSED"),
    );
    assert.is(new Set(errors).size, 3);
  });

  it("closing a second time does nothing", () => {
    const numbers = make<number>();
    assert.is(numbers.closed, false);
    numbers.close();
    numbers.close();
    assert.is(numbers.closed, true);
  });

  it("a send to a closed channel throws at once and gives the message back", () => {
    const words = make<string>();
    words.close();
    for (const send of [() => words.send("hello"), () => words.trySend("hello")]) {
      const error = thrown(send);
      assert.instance(error, ClosedError);
      assert.is(error.unsent, "hello");
      assert.is(error.message, `${words.name} is closed: the message comes back as error.unsent`);
    }
  });

  it("tryRecv throws ClosedError when closed and empty", () => {
    const numbers = make<number>();
    const held = fill(numbers);
    numbers.close();
    for (const message of held) assert.is(numbers.tryRecv(), message);
    assert.instance(
      thrown(() => numbers.tryRecv()),
      ClosedError,
    );
  });

  it("orClosed turns the end into a value", async () => {
    const scene = stage();
    const numbers = make<number>();
    const waiting = scene.go(() => orClosed(numbers.recv(), "the end"));
    scene.run();
    numbers.close();
    scene.run();
    assert.is(await waiting, "the end");
    assert.is(await orClosed(numbers.recv(), "the end"), "the end");
  });
}
