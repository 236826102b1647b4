/** The contract of channels: several messages at once, and iteration. */
import { type Channel, ClosedError, drain, recvMany, timeout } from "@mailslot/core";
import { rejection } from "@mailslot/test-support/rejection";
import { stage } from "@mailslot/test-support/stage";
import * as assert from "uvu/assert";
import { collect, fill, type It, type Make } from "./subject.js";

export function severalContract(it: It, make: Make): void {
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
}
