// Asks the program what its clients would, then SIGTERM ends it in good order.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";

const free = createServer().listen(0, "127.0.0.1");
await once(free, "listening");
const { port } = free.address();
free.close();

const child = spawn(process.execPath, ["dist/main.js"], {
  env: { ...process.env, PORT: String(port) },
  stdio: "inherit",
});
const exit = once(child, "exit");

async function ask(path, options) {
  for (;;) {
    try {
      return await fetch(`http://127.0.0.1:${port}${path}`, options);
    } catch (error) {
      assert.equal(child.exitCode, null, "it has ended");
      assert.equal(error.cause?.code, "ECONNREFUSED"); // it is still starting
    }
  }
}

assert.deepEqual(await (await ask("/count/ada", { method: "POST" })).json(), { count: 1 });
assert.deepEqual(await (await ask("/count/ada", { method: "POST" })).json(), { count: 2 });
child.kill("SIGTERM");
assert.deepEqual(await exit, [0, null]);
console.log("Hono has counted, and the program has ended in good order");
