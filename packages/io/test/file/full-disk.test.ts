// runs under Node alone: it needs files.
/** What the disk does not take, and what is larger than was allowed, is said. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { openFile, readFile } from "@mailslot/io";
import { rejection } from "@mailslot/test-support/rejection";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { scratch } from "../scratch.js";

const FULL = "/dev/full";
const MADE_UP = "/proc/cpuinfo";

if (existsSync(FULL)) {
  test("the end of a block with a file says that what was written has not reached it", async () => {
    const block = async (): Promise<void> => {
      await using file = await openFile(FULL, { flags: "w" });
      file.write("lost");
    };
    assert.is((await rejection(block())).code, "ERR_MAILSLOT_LIMIT");
  });

  test("end and close say so too", async () => {
    const file = await openFile(FULL, { flags: "w" });
    file.write("lost");
    assert.is((await rejection(file.end())).code, "ERR_MAILSLOT_LIMIT");
    assert.is(((await file.close()) as { code?: string }).code, "ERR_MAILSLOT_LIMIT");
  });
}

test("the end of a block with a file that was written is silent", async () => {
  const path = join(scratch(), "file");
  {
    await using file = await openFile(path, { flags: "w" });
    file.write("kept");
  }
  assert.is(await readFile(path, { encoding: "utf8", maxSize: 4 }), "kept");
  assert.is((await rejection(readFile(path, { maxSize: 3 }))).code, "ERR_MAILSLOT_LIMIT");
});

if (existsSync(MADE_UP)) {
  test("a file whose size is not known before is not read beyond the limit", async () => {
    assert.is((await rejection(readFile(MADE_UP, { maxSize: 10 }))).code, "ERR_MAILSLOT_LIMIT");
    assert.ok((await readFile(MADE_UP, { maxSize: 10_000_000 })).length > 10);
  });
}

test.run();
