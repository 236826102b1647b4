// A test that never ends, in a process that stays alive, and so does its child.
import { spawn } from "node:child_process";
import { test } from "uvu";

test("waits forever", async () => {
  spawn(process.execPath, ["--eval", "setInterval(() => {}, 1000)"], { stdio: "inherit" });
  await new Promise(() => {});
});
test.run();
