/**
 * What every channel promises, whatever its capacity and overflow mode, as long as it does not overflow: no test has
 * more than 16 messages under way, and none sends to a full channel without waiting.
 */
import {
  abortable,
  type Channel,
  ClosedError,
  drain,
  notReady,
  oneshot,
  orClosed,
  recvMany,
  sending,
  timeout,
} from "@mailslot/core";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { rejection, thrown } from "../rejection.js";
import { type Stage, stage } from "../stage.js";

export type Make = <T>() => Channel<T>;

/** Sends 1, 2, … as far as they go without waiting, at most three, and returns what was sent. */
function fill(channel: Channel<number>): number[] {
  return [1, 2, 3].filter((message) => channel.trySend(message));
}

/** Starts a task that receives one message. */
function receiver<T>({ go }: Stage, channel: Channel<T>) {
  return go(() => channel.recv());
}

async function collect<T>(channel: Channel<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const message of channel) all.push(message);
  return all;
}

export function channelContract(name: string, make: Make): void {
  const it = (sentence: string, body: () => void | Promise<void>): void => test(`${name}: ${sentence}`, body);

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

  it("a receiver that comes late waits behind those that wait", async () => {
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

  // Closing

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

  // Cancelling

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

  // Several at once, iteration, and sends that act later

  it("recvMany takes what is there, in order, up to its limit", async () => {
    const { go, run } = stage();
    const numbers = make<number>();
    const held = fill(numbers);
    const task = go(() => recvMany(numbers, 2));
    run();
    if (held.length === 0) numbers.trySend(1);
    run();
    assert.equal(await task, held.length === 0 ? [1] : held.slice(0, 2));
    assert.is(numbers.length, Math.max(0, held.length - 2));
  });

  it("recvMany waits for the first, and fails with ClosedError at the end", async () => {
    const { go, run } = stage();
    const numbers = make<number>();
    const task = go(() => recvMany(numbers, 5));
    run();
    assert.is(task.status, "waiting");
    numbers.close();
    run();
    assert.instance(await rejection(task), ClosedError);
  });

  it("drain takes everything there is, and nothing from an empty or closed channel", () => {
    const numbers = make<number>();
    assert.equal(drain(numbers), []);
    const held = fill(numbers);
    assert.equal(drain(numbers), held);
    fill(numbers);
    numbers.close();
    assert.equal(drain(numbers), held);
    assert.equal(drain(numbers), []);
  });

  it("iteration gives every message, and ends at the close", async () => {
    const numbers = make<number>();
    const all = collect(numbers);
    for (const n of [1, 2, 3]) await numbers.send(n);
    numbers.close();
    assert.equal(await all, [1, 2, 3]);
    assert.equal(await collect(numbers), []);
  });

  it("breaking out of an iteration leaves the channel open", async () => {
    const numbers = make<number>();
    const first = firstOf(numbers);
    await numbers.send(1);
    assert.is(await first, 1);
    assert.is(numbers.closed, false);
    const next = numbers.recv().then((message) => message);
    await numbers.send(2);
    assert.is(await next, 2);

    async function firstOf(channel: Channel<number>): Promise<number | undefined> {
      for await (const message of channel) return message;
      return undefined;
    }
  });

  it("sending acts when it is waited on, each time", async () => {
    const { go, run } = stage();
    const words = make<string>();
    const send = sending(words, "hello");
    run();
    assert.is(words.tryRecv(), notReady);
    const received = go(function* twice() {
      return [yield* words.recv(), yield* words.recv()];
    });
    go(function* twice() {
      yield* send;
      yield* send;
    });
    run();
    assert.equal(await received, ["hello", "hello"]);
  });

  it("sending to a closed channel fails when waited on, and gives the message back", async () => {
    const words = make<string>();
    words.close();
    const error = await rejection(sending(words, "hello"));
    assert.instance(error, ClosedError);
    assert.is(error.unsent, "hello");
  });

  it("outside a task, yield* says what to do instead", () => {
    const words = make<string>();
    for (const operation of [words.recv(), sending(words, "hello"), recvMany(words, 2)]) {
      const error = thrown(() => operation[Symbol.iterator]().next());
      assert.is(error.code, "ERR_MAILSLOT_OUTSIDE_TASK");
      const advice = "outside a task: start the generator with go(), or use await here";
      assert.is(error.message, `yield* ${operation.describe()} ${advice}`);
    }
  });

  it("a wait for several messages is called as the wait for one, when it takes too long", async () => {
    const { go, loop } = stage();
    const words = make<string>();
    const task = go(() => timeout(recvMany(words, 5), 10));
    loop.advance(10);
    assert.is((await rejection(task)).message, `recv on ${words.name} did not complete within 10 ms`);
  });

  it("an iteration fails with any error but the close", async () => {
    const words = make<string>();
    words.recv().poll = () => {
      throw new Error("the line is dead");
    };
    assert.is((await rejection(collect(words))).message, "the line is dead");
  });

  it("a channel is waited on in one scheduler at a time", async () => {
    const [here, there] = [stage("here"), stage("there")];
    const numbers = make<number>();
    const first = receiver(here, numbers);
    here.run();
    const second = receiver(there, numbers);
    there.run();
    const error = await rejection(second);
    assert.is(error.code, "ERR_MAILSLOT_TWO_SCHEDULERS");
    assert.match(error.message, `recv on ${numbers.name} is waited for in scheduler "here" and now in "there"`);
    numbers.trySend(1);
    here.run();
    assert.is(await first, 1);
  });
}
