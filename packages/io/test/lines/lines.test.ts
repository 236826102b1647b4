// runs under Node alone: it reads streams of Node.
/** Lines of any source of bytes. */
import { Readable } from "node:stream";
import { channel, createScheduler, go, orClosed, timeout } from "@mailslot/core";
import { lines, memoryNetwork } from "@mailslot/io";
import { select } from "@mailslot/select";
import { rejection, thrown } from "@mailslot/test-support/rejection";
import { checkAsync } from "@mailslot/test-support/seeded";
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A channel that holds these chunks and is closed. */
function given(...chunks: (string | Uint8Array)[]) {
  const all = channel<Uint8Array>();
  for (const chunk of chunks) all.send(typeof chunk === "string" ? bytes(chunk) : chunk);
  all.close();
  return all;
}

async function listed(from: AsyncIterable<string>): Promise<string[]> {
  const list: string[] = [];
  for await (const line of from) list.push(line);
  return list;
}

test("lines end with a line feed, or a carriage return and one; the last need not end", async () => {
  assert.equal(await listed(lines(given("one\ntw", "o\r", "\nthree\r\n\n", "four"))), [
    "one",
    "two",
    "three",
    "",
    "four",
  ]);
  assert.equal(await listed(lines(given("a\rb\n"))), ["a\rb"]);
  assert.equal(await listed(lines(given())), []);
  assert.equal(await listed(lines(given("\n"))), [""]);
});

test("after the last line a wait fails with ClosedError, again and again", async () => {
  const three = lines(given("a"));
  assert.is(await three.recv(), "a");
  assert.is((await rejection(three.recv())).code, "ERR_MAILSLOT_CLOSED");
  assert.is((await rejection(three.recv())).code, "ERR_MAILSLOT_CLOSED");
});

test("a character whose bytes come in two chunks is read whole, and bytes that are not text as U+FFFD", async () => {
  const euro = bytes("€");
  assert.equal(await listed(lines(given(euro.subarray(0, 1), euro.subarray(1), "\n"))), ["€"]);
  assert.equal(await listed(lines(given(Uint8Array.of(0x61, 0xff, 0x62, 0x0a), euro.subarray(0, 2)))), [
    "a\uFFFDb",
    "\uFFFD",
  ]);
});

test("fatal makes bytes that are not text an error, with the platform's as cause", async () => {
  for (const chunk of [Uint8Array.of(0xff), bytes("€").subarray(0, 2)]) {
    const error = await rejection(lines(given(chunk), { fatal: true }).recv());
    assert.is(error.code, "ERR_MAILSLOT_INVALID_TEXT");
    assert.match((error.cause as Error).message, /not valid/);
  }
});

test("other encodings are read", async () => {
  const utf16 = new Uint8Array(Buffer.from("a\u010A\nb", "utf16le"));
  assert.equal(await listed(lines(given(utf16.subarray(0, 3), utf16.subarray(3)), { encoding: "utf-16le" })), [
    "a\u010A",
    "b",
  ]);
  assert.is(thrown(() => lines(given(), { encoding: "morse" })).code, "ERR_MAILSLOT_ARGUMENT");
  assert.is(thrown(() => lines(given(), { maxLength: 0 })).code, "ERR_MAILSLOT_ARGUMENT");
});

test("a line that is too long is an error in its place, and the next can be read", async () => {
  const some = lines(given("12345\r\n12345", "6\nnext\n", "1234567", "89", "0\nlast"), { maxLength: 5 });
  assert.is(await some.recv(), "12345");
  assert.is((await rejection(some.recv())).code, "ERR_MAILSLOT_LINE_TOO_LONG");
  assert.is(await some.recv(), "next");
  assert.match((await rejection(some.recv())).message, /more than 5 characters/);
  assert.is(await some.recv(), "last");
});

test("a line of a gigabyte takes no more memory than a short one", async () => {
  const chunk = Buffer.alloc(65_536, "x");
  async function* gigabyte() {
    for (let n = 0; n < 16_384; n++) yield chunk;
    yield bytes("\nend");
  }
  const before = process.memoryUsage().rss;
  const long = lines(gigabyte());
  assert.is((await rejection(long.recv())).code, "ERR_MAILSLOT_LINE_TOO_LONG");
  assert.is(await long.recv(), "end");
  const grown = process.memoryUsage().rss - before;
  assert.ok(grown < 300e6, `grew by ${grown}`);
});

test("streams of Node and iterables are sources of bytes; what they fail with is passed on", async () => {
  assert.equal(await listed(lines(Readable.from([Buffer.from("a\nb"), Buffer.from("c")]))), ["a", "bc"]);
  async function* failing() {
    yield bytes("a\nb");
    throw new Error("torn");
  }
  const torn = lines(failing());
  assert.is(await torn.recv(), "a");
  assert.is((await rejection(torn.recv())).message, "torn");
});

test("lines are a case of a select, a cancelled wait takes nothing, and leaves the source to others", async () => {
  const chunks = channel<Uint8Array>();
  const from = lines(chunks);
  await go(function* waits() {
    const early = yield* select({ line: from, now: Promise.resolve(1) });
    assert.is(early.case, "now");
    assert.is((yield* select({ line: from }, { otherwise: true })).case, "otherwise");
    chunks.send(bytes("one\ntwo\n"));
    const event = yield* select({ line: from, now: false });
    assert.equal(event, { case: "line", value: "one" });
    assert.is(yield* timeout(from.recv(), 1_000), "two");
  });
  const given = from.recv();
  const left = go(() => given);
  await go(function* cancel() {
    left.cancel();
    yield* left.outcome();
    const chunk = go(() => chunks.recv());
    chunks.send(bytes("raw"));
    assert.equal(yield* chunk, bytes("raw"));
  });
});

test("the first wait gets the first line", async () => {
  const chunks = channel<Uint8Array>();
  const from = lines(chunks);
  const wait = () => go(() => orClosed(from.recv(), null));
  const [one, two, three] = [wait(), wait(), wait()];
  await go(function* feed() {
    chunks.send(bytes("1\n2"));
    chunks.close();
    assert.equal([yield* one, yield* two, yield* three], ["1", "2", null]);
  });
});

test("lines of a connection", async () => {
  const network = memoryNetwork();
  await go(function* both() {
    const listener = yield* network.listen({ port: 1 });
    const client = yield* network.connect({ port: 1 });
    const server = yield* listener.accept();
    client.write("hello\nwor");
    const from = lines(server);
    assert.is(yield* from.recv(), "hello");
    client.write("ld\n");
    client.end();
    assert.is(yield* from.recv(), "world");
    assert.is(yield* orClosed(from.recv(), null), null);
    yield* client.close();
    yield* server.close();
    listener.close();
  });
});

test("a task of another scheduler is told that the lines are not its own", async () => {
  const from = lines(given("a"));
  const other = createScheduler({ name: "other" });
  const error = await rejection(other.go(() => from.recv()));
  assert.is(error.code, "ERR_MAILSLOT_TWO_SCHEDULERS");
});

test("however the bytes are cut into chunks, the lines are those of the whole text", async () => {
  const text = fc.array(fc.constantFrom("a", "\n", "\r", "\r\n", "€", "😀", "")).map((parts) => parts.join(""));
  await checkAsync(
    fc.asyncProperty(text, fc.array(fc.nat(20)), async (whole, cuts) => {
      const all = bytes(whole);
      const chunks: Uint8Array[] = [];
      for (let at = 0, n = 0; at < all.length; n++) {
        const size = cuts.length === 0 ? all.length : 1 + (cuts[n % cuts.length] as number);
        chunks.push(all.subarray(at, at + size));
        at += size;
      }
      const expected = whole.split("\n").map((line) => (line.endsWith("\r") ? line.slice(0, -1) : line));
      if (whole === "" || whole.endsWith("\n")) expected.pop();
      assert.equal(await listed(lines(given(...chunks))), expected);
    }),
  );
});

test("a wait that never ends can be given up by a deadline", async () => {
  const error = await rejection(timeout(lines(channel<Uint8Array>()).recv(), 5));
  assert.is(error.code, "ERR_MAILSLOT_TIMEOUT");
});

test("an iterator that throws when it is asked fails that wait; the next asks again", async () => {
  let asked = 0;
  const next = () => {
    if (asked++ === 0) throw new Error("not yet");
    return Promise.resolve({ done: asked > 2, value: bytes("line\n") });
  };
  const all = lines({ [Symbol.asyncIterator]: () => ({ next }) } as never);
  assert.is((await rejection(all.recv())).message, "not yet");
  assert.is(await all.recv(), "line");
});

test("a chunk that is not bytes fails one wait and says what it is; the lines go on after it", async () => {
  const all = lines(given("one\nt", 7 as never, "wo\n"));
  assert.is(await all.recv(), "one");
  const error = await rejection(all.recv());
  assert.is(error.code, "ERR_MAILSLOT_ARGUMENT");
  assert.match(error.message, /^a chunk for the next line of .* is 7: give bytes/);
  assert.is(await all.recv(), "two");
});

test.run();
