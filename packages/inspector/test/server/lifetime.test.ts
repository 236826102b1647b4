// runs under Node alone: it starts Node programs.
/** An inspector keeps no program alive. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { test } from "uvu";
import * as assert from "uvu/assert";

async function run(program: string): Promise<{ code: number; text: string }> {
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  child.stdout.on("data", (data) => (text += data));
  const [code] = (await once(child, "close")) as [number];
  return { code, text };
}

test("a program with an inspector ends when it has nothing else to do", async () => {
  const { code, text } = await run(`
    import { inspect } from "@mailslot/inspector";
    const { url } = await inspect();
    console.log(url);
  `);
  assert.is(code, 0);
  assert.match(text, /^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{32}\n$/);
});

test("so does one at which a page looks", async () => {
  const { code, text } = await run(`
    import { Worker } from "node:worker_threads";
    import { inspect } from "@mailslot/inspector";
    const { url } = await inspect();
    const page = new Worker(\`
      import { parentPort, workerData } from "node:worker_threads";
      import { WebSocket } from "ws";
      const socket = new WebSocket(workerData.replace("http", "ws").replace("/?", "/socket?"));
      socket.on("message", (data) => String(data).includes("pulse") && parentPort.postMessage("seen"));
    \`, { eval: true, workerData: url });
    await new Promise((seen) => page.once("message", seen));
    page.unref();
    console.log("seen");
  `);
  assert.equal([code, text], [0, "seen\n"]);
});

test.run();
