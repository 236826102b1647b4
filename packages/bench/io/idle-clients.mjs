// Connections from another process, which say one thing, read the answer, and are idle until they are let go: so the heap that
// is measured holds one end alone. `node idle-clients.mjs PORT COUNT` is that process; it ends when its standard input does.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { fileURLToPath } from "node:url";

const self = fileURLToPath(import.meta.url);

/** Opens `count` connections to `port`; answers, when every one has had its answer, what ends them. */
export async function connectIdle(port, count) {
  const child = spawn(process.execPath, [self, `${port}`, `${count}`], { stdio: ["pipe", "pipe", "inherit"] });
  const [said] = await once(child.stdout, "data");
  if (String(said) !== "idle\n") throw new Error(`the clients said ${said}`);
  child.stdout.destroy();
  return async () => {
    child.stdin.end();
    await once(child, "close");
  };
}

async function holdIdle(port, count) {
  const sockets = [];
  for (let n = 0; n < count; n++) {
    const socket = connect({ port, host: "127.0.0.1" });
    sockets.push(socket);
    socket.write("hello");
    await once(socket, "data");
  }
  process.stdout.write("idle\n");
  process.stdin.resume();
  await once(process.stdin, "end");
  for (const socket of sockets) socket.destroy();
}

if (process.argv[1] === self) await holdIdle(Number(process.argv[2]), Number(process.argv[3]));
