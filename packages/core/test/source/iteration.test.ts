// runs under Node alone: it uses node:stream
/** `for await` over what can be received: a loop that is left takes nothing more. */
import { Readable } from "node:stream";
import { broadcast, channel, type Interval, interval, notReady, watch } from "@mailslot/core";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const iteration = suite("iteration");

interface Subject {
  readonly iterable: AsyncIterable<unknown>;
  send(value: number): void;
  close(): void;
  /** What is there to be taken. */
  left(): unknown;
}

const subjects: Record<string, () => Subject> = {
  channel: () => {
    const all = channel<number>();
    return { iterable: all, send: (n) => void all.send(n), close: () => all.close(), left: () => all.tryRecv() };
  },
  rendezvous: () => {
    const all = channel<number>(0);
    return { iterable: all, send: (n) => void all.send(n), close: () => all.close(), left: () => all.tryRecv() };
  },
  broadcast: () => {
    const all = broadcast<number>(4);
    const one = all.subscribe();
    return { iterable: one, send: (n) => void all.send(n), close: () => all.close(), left: () => one.tryRecv() };
  },
  watch: () => {
    const all = watch(0);
    const one = all.subscribe();
    return { iterable: one, send: (n) => void all.send(n), close: () => all.close(), left: () => one.tryRecv() };
  },
};

for (const [name, make] of Object.entries(subjects)) {
  iteration(`return() ends a next() that waits on a ${name}, and the next message is not swallowed`, async () => {
    const subject = make();
    const iterator = subject.iterable[Symbol.asyncIterator]();
    const waiting = iterator.next();
    assert.equal(await iterator.return?.(), { done: true, value: undefined });
    assert.equal(await waiting, { done: true, value: undefined });
    subject.send(1);
    assert.is(subject.left(), 1);
    assert.equal(await iterator.next(), { done: true, value: undefined });
  });

  iteration(`a ${name} is iterated to its end, in order, by several calls at once`, async () => {
    const subject = make();
    const iterator = subject.iterable[Symbol.asyncIterator]();
    const first = iterator.next();
    subject.send(1);
    assert.equal(await first, { done: false, value: 1 });
    const both = Promise.all([iterator.next(), iterator.next()]);
    subject.close();
    assert.equal(await both, [
      { done: true, value: undefined },
      { done: true, value: undefined },
    ]);
  });

  iteration(`throw() leaves a ${name}, too`, async () => {
    const subject = make();
    const iterator = subject.iterable[Symbol.asyncIterator]();
    const waiting = iterator.next();
    const failure = new Error("enough");
    assert.is(await iterator.throw?.(failure).catch((error: unknown) => error), failure);
    assert.equal(await waiting, { done: true, value: undefined });
    subject.send(2);
    assert.is(subject.left(), 2);
  });
}

iteration("a stream of a channel that is destroyed leaves the next message", async () => {
  const messages = channel<string>();
  const stream = Readable.from(messages);
  stream.read();
  await new Promise(setImmediate);
  stream.destroy();
  await new Promise((closed) => stream.on("close", closed));
  messages.send("mine");
  assert.is(messages.tryRecv(), "mine");
});

iteration("an interval that is left stops its timer", async () => {
  const ticks: Interval = interval(1e6);
  const iterator = ticks[Symbol.asyncIterator]();
  const waiting = iterator.next();
  await iterator.return?.();
  assert.is((await waiting).done, true);
  assert.is(ticks.poll(), notReady);
});

iteration.run();
