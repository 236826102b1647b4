// watchdog: 300 s
// runs under Node alone: ESLint does.
/** The rules under which this repository stands itself. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { alarmsOf } from "./lint.js";

test("the sources and examples of this repository raise no alarm", async () => {
  if ("MAILSLOT_OTHER_RUNTIME" in process.env) return; // sources are the same under every runtime
  const names = ["core", "select", "actor", "supervision", "io", "testing"];
  const patterns = names.map((name) => `packages/${name}/src/**/*.ts`);
  const { files, alarms } = await alarmsOf([...patterns, "examples/*/src/**/*.ts"]);
  assert.ok(files > 200, `only ${files} files`);
  assert.equal(alarms, []);
});

test.run();
