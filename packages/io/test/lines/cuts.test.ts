// runs under Node alone: it needs files.
/** Lines are the same however their bytes are cut: in chunks of a channel, of an iterable, and in writes to a followed file. */
import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ClosedError, channel } from "@mailslot/core";
import { type BytesFrom, follow, type LinesOptions, lines } from "@mailslot/io";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { scratch } from "../scratch.js";

const TEXT = "\ufeffab\r\nä€𝄞\n\n\r\nmuch too long\r\nabcdefgh\r\nabcdefghi\n\r\rx\nlast\r";
const bytes = Buffer.from(TEXT);

/** Everything that comes, errors by their codes. */
async function taken(source: BytesFrom, options: LinesOptions): Promise<string[]> {
  const all = lines(source, options);
  const found: string[] = [];
  for (;;) {
    try {
      found.push(await all.recv());
    } catch (error) {
      if (error instanceof ClosedError) return found;
      found.push((error as { code: string }).code);
    }
  }
}

function sent(chunks: Uint8Array[]): BytesFrom {
  const to = channel<Uint8Array>({ capacity: chunks.length + 1 });
  for (const chunk of chunks) to.trySend(chunk);
  to.close();
  return to;
}

async function* iterated(chunks: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

const ways: [string, (chunks: Uint8Array[]) => BytesFrom][] = [
  ["a channel", sent],
  ["an iterable", iterated],
];
const limits: LinesOptions[] = [{}, { maxLength: 8 }, { maxLength: 1 }, { encoding: "utf-16le" }];
for (const [name, from] of ways) {
  test(`the lines of ${name} are the same, cut at every position, and byte by byte`, async () => {
    for (const options of limits) {
      const whole = await taken(from([bytes]), options);
      for (let at = 1; at < bytes.length; at++) {
        const cut = await taken(from([bytes.subarray(0, at), bytes.subarray(at)]), options);
        assert.equal(cut, whole, `cut at ${at}`);
      }
      const single = Array.from(bytes, (_, n) => bytes.subarray(n, n + 1));
      assert.equal(await taken(from(single), options), whole);
    }
  });
}

test("the lines of a followed file are the same, written in parts that are cut at every position", async () => {
  const path = join(scratch(), "log");
  writeFileSync(path, "");
  using followed = follow(path);
  const all = lines(followed);
  const text = Buffer.from("ab\r\nä€𝄞\n\nend\n");
  for (let at = 1; at < text.length; at++) {
    appendFileSync(path, text.subarray(0, at));
    const first = all.recv().then((line) => line); // it waits before the rest is written
    await new Promise((looked) => setImmediate(looked));
    appendFileSync(path, text.subarray(at));
    assert.equal(
      [await first, await all.recv(), await all.recv(), await all.recv()],
      ["ab", "ä€𝄞", "", "end"],
      `cut at ${at}`,
    );
  }
});

test.run();
