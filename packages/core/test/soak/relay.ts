/**
 * The tasks between two layers: each takes from one channel and passes on to the channel that the sender's number says,
 * in one of the ways a program may do that. One task takes from each channel, so the order of a sender is kept.
 */
import {
  type Channel,
  drain,
  go,
  oneshot,
  orClosed,
  recvMany,
  reserve,
  sending,
  type Task,
  TimeoutError,
  timeout,
  type Wait,
} from "@mailslot/core";
import type { Message } from "./route.js";

type Out = (message: Message) => Channel<Message>;
type Way = (from: Channel<Message>, out: Out) => Generator<Wait, void> | Promise<void>;

function* plainly(from: Channel<Message>, out: Out): Generator<Wait, void> {
  const next = orClosed(from.recv(), null);
  for (let message = yield* next; message !== null; message = yield* next) yield* out(message).send(message);
}

function* inBatches(from: Channel<Message>, out: Out): Generator<Wait, void> {
  const next = orClosed(recvMany(from, 7), null);
  for (let batch = yield* next; batch !== null; batch = yield* next) {
    for (const message of batch) yield* out(message).send(message);
  }
}

function* byDraining(from: Channel<Message>, out: Out): Generator<Wait, void> {
  const next = orClosed(from.recv(), null);
  for (let first = yield* next; first !== null; first = yield* next) {
    for (const message of [first, ...drain(from)]) {
      if (!out(message).trySend(message)) yield* out(message).send(message);
    }
  }
}

function* withPermits(from: Channel<Message>, out: Out): Generator<Wait, void> {
  const next = orClosed(from.recv(), null);
  for (let message = yield* next; message !== null; message = yield* next) {
    const to = out(message);
    if (to.capacity === 0) yield* to.send(message);
    else (yield* reserve(to)).send(message);
  }
}

function* impatiently(from: Channel<Message>, out: Out): Generator<Wait, void> {
  const next = orClosed(from.recv(), null);
  for (let message = yield* next; message !== null; message = yield* next) {
    for (let sent = false; !sent; ) {
      try {
        yield* timeout(sending(out(message), message), 1);
        sent = true;
      } catch (error) {
        if (!(error instanceof TimeoutError)) throw error;
      }
    }
  }
}

async function asynchronously(from: Channel<Message>, out: Out): Promise<void> {
  for await (const message of from) await out(message).send(message);
}

export const WAYS: readonly Way[] = [plainly, inBatches, byDraining, withPermits, impatiently, asynchronously];

/** A task that is cancelled again and again, and goes on in another: what it has in hand is never lost or doubled. */
export class Phoenix {
  readonly ended: PromiseLike<void>;
  restarts: number;
  private hand: Message | null;
  private task: Task;
  /** The one before, whose end the task waits for. */
  private last: Task;
  private born: boolean;

  constructor(from: Channel<Message>, out: Out) {
    const ended = oneshot<void>();
    this.ended = ended;
    this.restarts = 0;
    this.hand = null;
    this.born = true;
    const phoenix = this;
    this.task = go(live);
    this.last = this.task;
    this.restart = () => {
      if (!phoenix.born || ended.settled) return;
      phoenix.born = false;
      phoenix.restarts++;
      phoenix.last = phoenix.task;
      phoenix.last.cancel();
      phoenix.task = go(rise);
    };

    // Not a function of each restart: a task holds its body, and that would hold the task before, and so on.
    function* rise(): Generator<Wait, void> {
      yield* phoenix.last.outcome();
      phoenix.born = true;
      yield* live();
    }

    function* live(): Generator<Wait, void> {
      const next = orClosed(from.recv(), null);
      for (;;) {
        phoenix.hand ??= yield* next;
        if (phoenix.hand === null) break;
        yield* sending(out(phoenix.hand), phoenix.hand);
        phoenix.hand = null;
      }
      if (!ended.settled) ended.send();
    }
  }

  /** Cancels the task wherever it waits, and starts another that takes its place. */
  readonly restart: () => void;
}
