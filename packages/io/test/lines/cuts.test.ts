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

const bad = Buffer.from("one\r\ntw\xff\nthree\nfour", "latin1");
const halves: Record<string, Buffer[]> = {
  "utf-8": [bad, Buffer.from("\xef\xbb\xbfa\n\xe2\x82", "latin1"), Buffer.from("a\n\xed\xa0\x80\nb", "latin1")],
  "utf-16le": [Buffer.concat([Buffer.from("\ufeffa𝄞\nx\n", "utf16le"), Buffer.from([0x00, 0xd8, 0x0a, 0x00, 0x41])])],
  shift_jis: [Buffer.from([0x93, 0xfa, 0x96, 0x7b, 0x0a, 0x83, 0x0a, 0x41])],
  gb18030: [Buffer.from([0xc4, 0xe3, 0x0a, 0x81, 0x30, 0x81, 0x30, 0x0a, 0xff, 0x0a])],
  "iso-2022-jp": [Buffer.from([0x1b, 0x24, 0x42, 0x46, 0x7c, 0x1b, 0x28, 0x42, 0x0a, 0x41, 0x0a, 0x1b, 0x24])],
  "euc-kr": [Buffer.from([0xb0, 0xa1, 0x0a, 0xff, 0x0a, 0x41])],
  "windows-1252": [Buffer.from([0x80, 0x0a, 0x93, 0x41, 0x0d, 0x0a, 0xff])],
};
for (const [encoding, samples] of Object.entries(halves)) {
  test(`wrong bytes of ${encoding} are the same lines and the same error, cut at every position`, async () => {
    for (const sample of samples) {
      for (const options of [{ encoding }, { encoding, fatal: true }, { encoding, fatal: true, maxLength: 1 }]) {
        const whole = await taken(sent([sample]), options);
        for (let at = 1; at < sample.length; at++) {
          const cut = await taken(sent([sample.subarray(0, at), sample.subarray(at)]), options);
          assert.equal(cut, whole, `cut at ${at}`);
        }
        const single = Array.from(sample, (_, n) => sample.subarray(n, n + 1));
        assert.equal(await taken(iterated(single), options), whole);
      }
    }
  });
}

test("with fatal, the lines before wrong bytes are given, then the error in place of theirs, then the end", async () => {
  assert.equal(await taken(sent([bad]), { fatal: true }), ["one", "ERR_MAILSLOT_INVALID_TEXT"]);
});

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
