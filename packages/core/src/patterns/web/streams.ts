/** Channels as web streams and back, with back-pressure both ways. */

import type { Channel, Receiver, Sender } from "../../channel/ends.js";
import { hasCode } from "../../errors.js";
import { checkChannel, checkKind } from "../../misuse.js";
import { PromiseWaiter } from "../../source/promise-waiter.js";
import { enter, type Source } from "../../source/source.js";

/**
 * Returns a stream of the received messages; it ends when the channel is closed and empty. Takes one message at a time, and
 * only when the stream is read: a cancelled stream takes nothing.
 *
 * @example
 * ```ts
 * import { channel, toReadableStream } from "@mailslot/core";
 *
 * const numbers = channel<number>();
 * numbers.send(1);
 * numbers.send(2);
 * numbers.close();
 * let sum = 0;
 * for (const reader = toReadableStream(numbers).getReader(); ; ) {
 *   const { done, value } = await reader.read();
 *   if (done) break;
 *   sum += value;
 * }
 * console.log(sum); // 3
 * ```
 */
export function toReadableStream<T>(receiver: Receiver<T>): ReadableStream<T> {
  checkKind("the receiver given to toReadableStream()", receiver, "recv", "a receiver");
  const source = receiver.recv();
  let waiting: Pull<T> | null = null;
  return new ReadableStream<T>(
    {
      pull: (controller) =>
        new Promise<void>((resolve) => {
          waiting = new Pull(source, controller, resolve);
          enter(source, waiting);
        }),
      cancel: () => {
        if (waiting !== null) source.unsubscribe(waiting);
      },
    },
    { highWaterMark: 0 },
  );
}

/** Waits for one message and puts it into the stream in the instant it is delivered, so that no cancel comes between. */
class Pull<T> extends PromiseWaiter<T> {
  private readonly source: Source<T>;
  private readonly controller: ReadableStreamDefaultController<T>;

  constructor(source: Source<T>, controller: ReadableStreamDefaultController<T>, done: () => void) {
    super(done, done);
    this.source = source;
    this.controller = controller;
  }

  override deliver(message: T): void {
    this.controller.enqueue(message);
    super.deliver(message);
  }

  override fail(error: unknown): void {
    if (hasCode(error, "ERR_MAILSLOT_LAGGED")) {
      enter(this.source, this); // the oldest message that is kept comes next
      return;
    }
    if (hasCode(error, "ERR_MAILSLOT_CLOSED")) this.controller.close();
    else this.controller.error(error);
    super.fail(error);
  }
}

/**
 * Returns a stream that sends each chunk written; a write completes when the send does. Closing or aborting the stream
 * closes the channel, if it can be closed; an abort does so at once, and a write that waits for room fails.
 *
 * @example
 * ```ts
 * import { channel, toWritableStream } from "@mailslot/core";
 *
 * const lines = channel<string>();
 * const writer = toWritableStream(lines).getWriter();
 * await writer.write("first");
 * await writer.close();
 * for await (const line of lines) console.log(line); // first
 * ```
 */
export function toWritableStream<T>(sender: Sender<T> & { close?(): void }): WritableStream<T> {
  checkKind("the sender given to toWritableStream()", sender, "send", "a sender");
  return new WritableStream<T>({
    start: ({ signal }) => signal.addEventListener("abort", () => sender.close?.(), { once: true }),
    async write(message) {
      await sender.send(message);
    },
    close: () => sender.close?.(),
  });
}

/**
 * Sends every chunk of `stream` into `channel`, then closes it. Completes when all are sent. When the channel is closed
 * first, it cancels the stream as soon as that gives another chunk, with the `ClosedError` that holds the chunk as
 * `unsent`. Fails as the stream fails, or with `FullError`, after closing the channel.
 *
 * @example
 * ```ts
 * import { channel, pipeToChannel } from "@mailslot/core";
 *
 * const stream = new Blob(["one two"]).stream().pipeThrough(new TextDecoderStream());
 * const words = channel<string>();
 * await pipeToChannel(stream, words);
 * for await (const chunk of words) console.log(chunk); // one two
 * ```
 */
export async function pipeToChannel<T>(stream: ReadableStream<T>, channel: Channel<T>): Promise<void> {
  checkKind("the stream given to pipeToChannel()", stream, "getReader", "a stream");
  checkChannel("pipeToChannel", channel);
  const reader = stream.getReader();
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) await channel.send(read.value);
  } catch (error) {
    await reader.cancel(error);
    if (!hasCode(error, "ERR_MAILSLOT_CLOSED")) throw error;
  } finally {
    channel.close();
    reader.releaseLock();
  }
}
