/** Ctrl-C: the pipeline is cancelled, and the program says so. */
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { withFolder, wordCount } from "./program.js";

const preload = new URL("fixtures/interrupt-at-fifth-file.mjs", import.meta.url);

test("an interrupt cancels the pipeline: no result, a message, no warning of files left open, exit code 130", () => {
  const files = Object.fromEntries(Array.from({ length: 3000 }, (_, n) => [`${n}.txt`, "one two three\n".repeat(50)]));
  withFolder(files, (folder) => {
    const env = { ...process.env, NODE_OPTIONS: `--import="${fileURLToPath(preload)}"` };
    const { status, stdout, stderr } = wordCount([folder, "--workers", "1"], { env });
    assert.is(status, 130);
    assert.is(stdout, "");
    assert.is(stderr, "Interrupted: counting was given up, and every file is closed.\n");
  });
});

test.run();
