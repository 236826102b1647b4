/** Channels as web streams and back, with back-pressure both ways. */
import { ClosedError } from "../errors.js";
import type { Channel, Receiver, Sender } from "./ends.js";

/** Returns a stream of what is received; it ends when the channel is closed and empty. Reads one message at a time. */
export function toReadableStream<T>(receiver: Receiver<T>): ReadableStream<T> {
  const messages = receiver[Symbol.asyncIterator]();
  return new ReadableStream<T>(
    {
      async pull(controller) {
        const { done, value } = await messages.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
    },
    { highWaterMark: 0 },
  );
}

/**
 * Returns a stream that sends what is written; a write completes when the send does. Closing or aborting the stream
 * closes the channel, if it can be closed.
 */
export function toWritableStream<T>(sender: Sender<T> & { close?(): void }): WritableStream<T> {
  return new WritableStream<T>({
    async write(message) {
      await sender.send(message);
    },
    close: () => sender.close?.(),
    abort: () => sender.close?.(),
  });
}

/**
 * Sends everything that `stream` has into `channel`, then closes it. Completes when all was sent; when the channel is
 * closed first, cancels the stream. Fails as the stream fails, after closing the channel.
 */
export async function pipeToChannel<T>(stream: ReadableStream<T>, channel: Channel<T>): Promise<void> {
  const reader = stream.getReader();
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) await channel.send(read.value);
  } catch (error) {
    await reader.cancel(error);
    if (!(error instanceof ClosedError)) throw error;
  } finally {
    channel.close();
    reader.releaseLock();
  }
}
