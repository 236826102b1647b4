// The programs of Savina: each gives the right result on actors of Mailslot, and a wrong one is an error.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { library } from "../mailslot/savina.mjs";
import { loadProgram, programs } from "../savina/programs.mjs";

const test = suite("savina");
const bench = fileURLToPath(new URL("../bench.mjs", import.meta.url));

for (const { name, smokeSize } of programs)
  test(`${name} gives the right result`, async () => {
    const { run, ops, expected } = await loadProgram(name);
    assert.is(await run(library, smokeSize), expected(smokeSize));
    assert.ok(ops(smokeSize) > 0);
  });

test("a message that is lost shows in the result", async () => {
  let told = 0;
  const lossy = { ...library, tell: (actor, message) => (++told === 7 ? undefined : library.tell(actor, message)) };
  const { run, expected } = await loadProgram("counting");
  assert.is(await run(lossy, 20), expected(20) - 1);
});

test("refuses an unknown program", () => {
  const { stderr, status } = spawnSync(process.execPath, [bench, "--savina", "--only", "nope"], { encoding: "utf8" });
  assert.is(status, 2);
  assert.match(stderr, '--only: there is no "nope"');
});

test.run();
