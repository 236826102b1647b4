/** Converters that throw: the error is that of the wait, and of no one else's. */
import { channel, go, mapped, notify, oneshot, type Source, semaphore, watch } from "@mailslot/core";
import { rejection } from "@mailslot/test-support/rejection";
import { stage } from "@mailslot/test-support/stage";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const converters = suite("throwing converters");

const failing = (value: unknown): never => {
  throw new SyntaxError(`cannot convert ${String(value)}`);
};

converters("a converter that throws fails the receiver; the sender has sent", () => {
  const own = stage();
  const texts = channel<string>();
  const task = own.go(() => mapped(texts.recv(), JSON.parse));
  own.run();
  texts.send("{");
  own.run();
  assert.is(task.status, "failed");
  assert.instance(own.unhandled.length === 0 ? null : own.unhandled[0], SyntaxError);
});

converters("an awaited wait rejects with it", async () => {
  const texts = channel<string>();
  const parsed = rejection(mapped(texts.recv(), JSON.parse));
  await Promise.resolve();
  texts.send("{");
  assert.instance(await parsed, SyntaxError);
});

converters("everybody else who waits for a oneshot is served", async () => {
  const cell = oneshot<string>();
  const waits: PromiseLike<unknown>[] = [
    rejection(mapped(cell, failing)),
    go(() => cell),
    rejection(mapped(cell, failing)),
  ];
  waits.push(cell.then((value) => value));
  await go(function* () {});
  cell.send("x");
  const [first, second, third, fourth] = await Promise.all(waits);
  assert.instance(first, SyntaxError);
  assert.is(second, "x");
  assert.instance(third, SyntaxError);
  assert.is(fourth, "x");
});

converters("a semaphore goes on serving", async () => {
  const permits = semaphore(1);
  const held = permits.tryAcquire();
  const mine = rejection(
    mapped(permits.acquire(), (permit) => {
      permit.release();
      failing("a permit");
    }),
  );
  const next = permits.acquire().then((permit) => permit.release());
  await Promise.resolve();
  held?.release();
  assert.instance(await mine, SyntaxError);
  await next;
  assert.is(permits.available, 1);
});

const sources: Record<string, () => { source: Source<unknown>; fire: () => void }> = {
  notify: () => {
    const source = notify();
    return { source, fire: () => source.notifyAll() };
  },
  watch: () => {
    const cell = watch(0);
    return { source: cell.subscribe().recv() as Source<unknown>, fire: () => void cell.send(1) };
  },
};

for (const [name, make] of Object.entries(sources)) {
  converters(`a ${name} tells those behind a converter that throws`, async () => {
    const { source, fire } = make();
    const first = rejection(mapped(source, failing));
    const second = source.then(() => "told");
    await Promise.resolve();
    fire();
    assert.instance(await first, SyntaxError);
    assert.is(await second, "told");
  });
}

converters("one that cancels the task it converts for: the task gets what was taken, and then ends", () => {
  const own = stage();
  const numbers = channel<number>();
  const seen: unknown[] = [];
  const task = own.go(function* () {
    seen.push(yield* mapped(numbers.recv(), cancelling));
    yield* numbers.recv();
    seen.push("went on");
  });
  const cancelling = (value: number): number => {
    task.cancel();
    return value;
  };
  own.run();
  numbers.send(1);
  own.run();
  assert.equal(seen, [1]);
  assert.is(task.status, "cancelled");
});

converters.run();
