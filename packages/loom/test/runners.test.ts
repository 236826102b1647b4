/**
 * Models inside other test runners: nothing of them gets in the way of the replaced globals, nor the other way round.
 */

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const runners = suite("runners");

runners("models run inside node:test", () => {
  const file = fileURLToPath(new URL("./runners/under-node-test.mjs", import.meta.url));
  const env = { ...process.env };
  delete env.NODE_TEST_CONTEXT;
  const { status, stdout } = spawnSync(process.execPath, ["--test", file], { encoding: "utf8", env });
  assert.match(stdout, /# pass 2\b|pass 2\b/);
  assert.is(status, 0);
});

runners.run();
