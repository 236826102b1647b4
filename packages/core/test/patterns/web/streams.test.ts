// Channels as web streams and back: order, back-pressure both ways, ends, errors, and what a cancel leaves over.
import {
  broadcast,
  ClosedError,
  channel,
  drain,
  pipeToChannel,
  toReadableStream,
  toWritableStream,
} from "@mailslot/core";
import { rejection } from "@mailslot/test-support/rejection";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const streams = suite("streams");

async function all<T>(stream: ReadableStream<T>): Promise<T[]> {
  const chunks: T[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

/** A source of 1, 2, … up to `last`, which counts how often it was asked. */
function numbers(last: number) {
  const asked = { count: 0, cancelled: undefined as unknown };
  const stream = new ReadableStream<number>(
    {
      pull(controller) {
        if (++asked.count > last) controller.close();
        else controller.enqueue(asked.count);
      },
      cancel: (reason) => void (asked.cancelled = reason),
    },
    { highWaterMark: 0 },
  );
  return { asked, stream };
}

streams("a readable stream gives what is received, and ends at the close", async () => {
  const words = channel<string>();
  for (const word of ["a", "b", "c"]) words.send(word);
  words.close();
  assert.equal(await all(toReadableStream(words)), ["a", "b", "c"]);
});

streams("a readable stream waits for what is not there yet", async () => {
  const words = channel<string>(0);
  const chunks = all(toReadableStream(words));
  await words.send("a");
  await words.send("b");
  words.close();
  assert.equal(await chunks, ["a", "b"]);
});

streams("a readable stream takes nothing before it is read, and one message for each read", async () => {
  const words = channel<string>();
  for (const word of ["a", "b", "c"]) words.send(word);
  const reader = toReadableStream(words).getReader();
  assert.is(words.length, 3);
  assert.equal(await reader.read(), { done: false, value: "a" });
  assert.is(words.length, 2);
});

streams("a readable stream cancelled while it waits takes nothing", async () => {
  const words = channel<string>();
  const reader = toReadableStream(words).getReader();
  const pending = reader.read();
  await reader.cancel();
  assert.is((await pending).done, true);
  words.send("for somebody else");
  assert.is(words.length, 1);
});

streams("a message delivered just before the cancel is read", async () => {
  const words = channel<string>();
  const reader = toReadableStream(words).getReader();
  const pending = reader.read();
  await Promise.resolve();
  words.send("just in time");
  const cancelled = reader.cancel();
  assert.equal(await pending, { done: false, value: "just in time" });
  await cancelled;
});

streams(
  "a readable stream of a slow receiver skips what the broadcast has lost, and fails with the source",
  async () => {
    const news = broadcast<number>(2);
    const receiver = news.subscribe();
    const reader = toReadableStream(receiver).getReader();
    for (const n of [1, 2, 3, 4]) news.send(n);
    assert.equal([(await reader.read()).value, (await reader.read()).value], [3, 4]);
    assert.is(receiver.missed, 2);
  },
);

streams("a readable stream fails with the error of its source", async () => {
  const failing = channel<number>().recv();
  failing.poll = () => {
    throw new Error("the line is dead");
  };
  const error = await rejection(all(toReadableStream({ recv: () => failing } as never)));
  assert.is(error.message, "the line is dead");
});

streams("a writable stream sends what is written, and closing it closes the channel", async () => {
  const words = channel<string>();
  const writer = toWritableStream(words).getWriter();
  await writer.write("a");
  await writer.write("b");
  await writer.close();
  assert.equal(drain(words), ["a", "b"]);
  assert.is(words.closed, true);
});

streams("a write completes when the send does", async () => {
  const words = channel<string>(1);
  const writer = toWritableStream(words).getWriter();
  await writer.write("held");
  let written = false;
  const write = writer.write("waits").then(() => void (written = true));
  await new Promise(setImmediate);
  assert.is(written, false);
  assert.is(words.tryRecv(), "held");
  await write;
  assert.is(words.tryRecv(), "waits");
});

streams("an abort closes the channel at once, and the write that waits for room fails", async () => {
  const words = channel<string>(1);
  const writer = toWritableStream(words).getWriter();
  await writer.write("held");
  const waiting = rejection(writer.write("withdrawn"));
  const lost = rejection(writer.closed);
  await new Promise(setImmediate);
  await writer.abort(new Error("no more"));
  assert.is(words.closed, true);
  assert.equal(drain(words), ["held"]);
  assert.ok([await waiting, await lost].every((error) => error instanceof Error));
});

streams("writing fails when the receiver has closed the channel", async () => {
  const words = channel<string>();
  const writer = toWritableStream(words).getWriter();
  const lost = rejection(writer.closed);
  words.close();
  const error = await rejection(writer.write("hello"));
  assert.instance(error, ClosedError);
  assert.is(error.unsent, "hello");
  assert.is(await lost, error);
});

streams("pipeToChannel sends everything, then closes the channel", async () => {
  const numbersOut = channel<number>();
  await pipeToChannel(numbers(3).stream, numbersOut);
  assert.equal(drain(numbersOut), [1, 2, 3]);
  assert.is(numbersOut.closed, true);
});

streams("pipeToChannel asks its stream for no more than the channel has room for", async () => {
  const { stream, asked } = numbers(100);
  const out = channel<number>(2);
  const piped = pipeToChannel(stream, out);
  await new Promise(setImmediate);
  assert.is(asked.count, 3, "two are held, and one waits for room");
  out.tryRecv();
  await new Promise(setImmediate);
  assert.is(asked.count, 4);
  out.close();
  await piped;
});

streams(
  "pipeToChannel cancels its stream when the channel is closed first, and names the message at hand",
  async () => {
    const { stream, asked } = numbers(100);
    const out = channel<number>(1);
    const piped = pipeToChannel(stream, out);
    await new Promise(setImmediate);
    out.close();
    await piped;
    assert.instance(asked.cancelled, ClosedError);
    assert.is((asked.cancelled as ClosedError).unsent, 2);
  },
);

streams("pipeToChannel fails and cancels its stream when the channel refuses a message", async () => {
  const { stream, asked } = numbers(100);
  const out = channel<number>({ name: "small", capacity: 2, overflow: "fail" });
  const error = await rejection(pipeToChannel(stream, out));
  assert.is(error.message, "channel small is full: the message comes back as error.unsent");
  assert.is(error.unsent, 3);
  assert.is(asked.cancelled, error);
  assert.equal([drain(out), out.closed], [[1, 2], true]);
});

streams("pipeToChannel fails as its stream does, after closing the channel", async () => {
  const out = channel<number>();
  const stream = new ReadableStream<number>({
    start(controller) {
      controller.enqueue(1);
    },
    pull(controller) {
      controller.error(new Error("the disk is gone"));
    },
  });
  assert.is((await rejection(pipeToChannel(stream, out))).message, "the disk is gone");
  assert.is(out.closed, true);
});

streams("streams chain: from a channel through a transform back into a channel", async () => {
  const [input, output] = [channel<number>(2), channel<number>(2)];
  const double = new TransformStream<number, number>({
    transform: (n, controller) => controller.enqueue(n * 2),
  });
  const piped = toReadableStream(input).pipeThrough(double).pipeTo(toWritableStream(output));
  const results = all(toReadableStream(output));
  for (let n = 1; n <= 20; n++) await input.send(n);
  input.close();
  await piped;
  assert.equal(
    await results,
    Array.from({ length: 20 }, (_, n) => (n + 1) * 2),
  );
});

streams.run();
