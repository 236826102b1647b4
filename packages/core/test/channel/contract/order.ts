/** The contract of channels: who gets which message, and in which order. */
import { notReady, orClosed } from "@mailslot/core";
import { stage } from "@mailslot/test-support/stage";
import * as assert from "uvu/assert";
import { collect, fill, type It, type Make, receiver } from "./subject.js";

export function orderContract(it: It, make: Make): void {
  it("messages of one sender come in the order they were sent", () => {
    const { go, run } = stage();
    const numbers = make<number>();
    const received: number[] = [];
    go(function* receive() {
      for (let n = 0; n < 9; n++) received.push(yield* numbers.recv());
    });
    go(function* send() {
      for (let n = 0; n < 9; n++) yield* numbers.send(n);
    });
    run();
    assert.equal(received, [0, 1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it("of many senders and many receivers, each message reaches one, and each sender's in order", () => {
    const { go, run } = stage();
    const words = make<{ from: number; n: number }>();
    const received = [0, 1, 2, 3].map(() => [] as { from: number; n: number }[]);
    for (const own of received) go(() => receiveAll(own));
    for (const from of [0, 1, 2]) go(() => sendFive(from));
    run();
    words.close();
    run();
    assert.is(new Set(received.flat().map(({ from, n }) => from * 5 + n)).size, 15);
    assert.is(received.flat().length, 15);
    for (const own of received) {
      for (const from of [0, 1, 2]) {
        const order = own.filter((message) => message.from === from).map(({ n }) => n);
        assert.equal(order, order.toSorted());
      }
    }

    function* receiveAll(own: { from: number; n: number }[]) {
      const next = orClosed(words.recv(), null);
      for (let message = yield* next; message !== null; message = yield* next) own.push(message);
    }
    function* sendFive(from: number) {
      for (let n = 0; n < 5; n++) yield* words.send({ from, n });
    }
  });

  it("many async functions that send and receive lose and double nothing", async () => {
    const numbers = make<number>();
    const receivers = [1, 2, 3, 4].map(() => collect(numbers));
    await Promise.all(
      [0, 100, 200].map(async (from) => {
        for (let n = 0; n < 5; n++) await numbers.send(from + n);
      }),
    );
    numbers.close();
    const received = (await Promise.all(receivers)).flat().sort((a, b) => a - b);
    assert.equal(received, [0, 1, 2, 3, 4, 100, 101, 102, 103, 104, 200, 201, 202, 203, 204]);
  });

  it("receivers are served first come, first served", async () => {
    const scene = stage();
    const letters = make<string>();
    const tasks = [receiver(scene, letters), receiver(scene, letters), receiver(scene, letters)];
    scene.run();
    for (const letter of ["a", "b", "c"]) assert.is(letters.trySend(letter), true);
    scene.run();
    assert.equal(await Promise.all(tasks), ["a", "b", "c"]);
  });

  it("a receiver that comes late is served after those that wait already", async () => {
    const scene = stage();
    const letters = make<string>();
    const early = receiver(scene, letters);
    scene.run();
    const late = receiver(scene, letters);
    scene.run();
    letters.trySend("first");
    letters.trySend("second");
    scene.run();
    assert.is(await late, "second");
    assert.is(await early, "first");
  });

  it("await and yield* wait in one line", async () => {
    const scene = stage();
    const letters = make<string>();
    const awaited = letters.recv().then((letter) => letter);
    const yielded = receiver(scene, letters);
    scene.run();
    await letters.send("to await");
    await letters.send("to yield*");
    scene.run();
    assert.is(await awaited, "to await");
    assert.is(await yielded, "to yield*");
  });

  it("one receive operation can be waited on again and again", async () => {
    const { go, run } = stage();
    const numbers = make<number>();
    const next = numbers.recv();
    assert.is(next, numbers.recv(), "receiving allocates nothing");
    const sum = go(function* add() {
      return (yield* next) + (yield* next) + (yield* next);
    });
    go(function* send() {
      for (const n of [1, 10, 100]) yield* numbers.send(n);
    });
    run();
    assert.is(await sum, 111);
  });

  it("what fits is held until it is received, and length tells how much", () => {
    const numbers = make<number>();
    const held = fill(numbers);
    assert.is(numbers.length, held.length);
    assert.equal(
      held.map(() => numbers.tryRecv()),
      held,
    );
    assert.is(numbers.length, 0);
  });

  it("trySend reaches a receiver that waits", async () => {
    const scene = stage();
    const numbers = make<number>();
    const task = receiver(scene, numbers);
    scene.run();
    assert.is(numbers.trySend(7), true);
    assert.is(numbers.length, 0, "the message does not pass through the buffer");
    scene.run();
    assert.is(await task, 7);
  });

  it("tryRecv says notReady when there is nothing, and waits for nothing", () => {
    const numbers = make<number>();
    assert.is(numbers.tryRecv(), notReady);
    const [first] = fill(numbers);
    assert.is(numbers.tryRecv(), first ?? notReady);
  });

  it("undefined, null and NaN are messages like others", async () => {
    const scene = stage();
    const anything = make<unknown>();
    const tasks = [1, 2, 3].map(() => receiver(scene, anything));
    scene.run();
    for (const value of [undefined, null, Number.NaN]) anything.trySend(value);
    scene.run();
    assert.equal(await Promise.all(tasks), [undefined, null, Number.NaN]);
  });
}
