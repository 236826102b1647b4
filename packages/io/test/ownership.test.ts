// runs under Node alone: it posts to a worker of Node.
/** Whose an I/O object is, seen from another thread: it arrives nowhere, and the error says why. */
import { inspect } from "node:util";
import { MessageChannel, Worker } from "node:worker_threads";
import {
  bindUdp,
  blocking,
  follow,
  handle,
  lines,
  memoryNetwork,
  openFile,
  processSignals,
  readFile,
  serveHttp,
  sockets,
  startProcess,
  stdin,
  watchFile,
} from "@mailslot/io";
import { thrown } from "@mailslot/test-support/rejection";
import { test } from "uvu";
import * as assert from "uvu/assert";

const here = new URL(import.meta.url).pathname;
const local = { host: "127.0.0.1", port: 0 };

/** Tells how many messages it has had, when asked. */
const COUNTING = `
  const { parentPort } = require("node:worker_threads");
  let had = 0;
  parentPort.on("message", (message) => (message === "how many?" ? parentPort.postMessage(had) : had++));
  parentPort.on("messageerror", () => had++);
`;

const worker = new Worker(COUNTING, { eval: true });

function arrived(): Promise<number> {
  const answer = new Promise<number>((resolve) => worker.once("message", resolve));
  worker.postMessage("how many?");
  return answer;
}

const listener = await sockets.listen(local);
const client = await sockets.connect({ ...local, port: listener.port });
const lent = await sockets.connect({ ...local, port: listener.port, readBuffer: 1_024 });
const accepted = await listener.accept();
const memory = memoryNetwork();
const inMemory = await memory.listen({ port: 80 });
const near = await memory.connect({ port: 80 });
const file = await openFile(here);
const udp = await bindUdp({ host: "127.0.0.1" });
const server = await serveHttp(local);
const page = fetch(`http://127.0.0.1:${server.port}`);
const exchange = await server.recv();
const child = await startProcess(process.execPath, ["--eval", "process.stdin.resume()"], { stderr: "pipe" });
const followed = follow(here);
const watched = watchFile(here);
const heard = processSignals("SIGUSR2");

const connections = { client, lent, accepted, near, file };
const objects: Record<string, [object: object, says: RegExp]> = {
  listener: [
    listener,
    /the listener on 127\.0\.0\.1:\d+ belongs to scheduler ".+" of the thread that opened it: use it there/,
  ],
  client: [client, /connection to 127\.0\.0\.1:\d+ belongs to scheduler/],
  "client with a buffer": [lent, /connection to 127\.0\.0\.1:\d+ belongs to scheduler/],
  "accepted connection": [accepted, /a connection accepted by the listener on .* belongs to scheduler/],
  "listener in memory": [inMemory, /the listener on .* belongs to scheduler/],
  "connection in memory": [near, /connection to .* belongs to scheduler/],
  "network in memory": [memory, /a network, and what it links, belongs to its thread/],
  link: [memory.links[0] as object, /a network, and what it links, belongs to its thread/],
  sockets: [sockets, /a network, and what it links, belongs to its thread/],
  "handle of a connection": [handle(client), /connection to 127\.0\.0\.1:\d+ belongs to scheduler/],
  "handle of a listener": [handle(listener), /the listener on .* belongs to scheduler/],
  file: [file, /the file .* belongs to scheduler/],
  following: [followed, /ownership\.test\.ts belongs to scheduler/],
  "watched file": [watched, /ownership\.test\.ts belongs to scheduler/],
  lines: [lines(file), /the next line .* belongs to scheduler|line.* belongs to scheduler/],
  UDP: [udp, /UDP 127\.0\.0\.1:\d+ belongs to scheduler/],
  "HTTP server": [server, /the HTTP server on .* belongs to scheduler/],
  "HTTP exchange": [exchange, /an HTTP exchange belongs to the thread of its server/],
  "HTTP body": [exchange.body, /the body of GET \/ belongs to scheduler/],
  "HTTP answer": [exchange.stream(), /the answer to GET \/ belongs to scheduler/],
  process: [child, /process \d+ \(.*\) belongs to scheduler/],
  "stdin of a process": [child.stdin, /stdin of process .* belongs to scheduler/],
  "stdout of a process": [child.stdout, /stdout of process .* belongs to scheduler/],
  "stderr of a process": [child.stderr, /stderr of process .* belongs to scheduler/],
  signals: [heard, /the signals SIGUSR2 belongs to scheduler/],
  stdin: [stdin(), /stdin belongs to scheduler/],
};

const operations: Record<string, object> = {
  ...Object.fromEntries(Object.entries(connections).map(([name, each]) => [`read of ${name}`, each.read()])),
  ...Object.fromEntries(Object.entries(connections).map(([name, each]) => [`closed of ${name}`, each.closed])),
  "a write that is complete": client.write("x"),
  "a write that waits": fill(),
  accept: listener.accept(),
  "read of a handle": handle(client).read(),
  "accept of a handle": handle(listener).recv(),
  "end of a process": child.exit,
  datagram: udp.recv(),
  "a datagram sent": udp.send("x", { port: udp.port }),
  request: server.recv(),
  line: lines(file).recv(),
  growth: followed.read(),
  change: watched.recv(),
  signal: heard.recv(),
  "read of stdin": stdin().read(),
  connecting: sockets.connect({ port: listener.port }),
  listening: sockets.listen(local),
  "reading a file": readFile(here),
  "at a place": file.readAt(0, 1),
  blocking: blocking(() => 1),
};

/** Writes until one waits. */
function fill(): object {
  let write: object = near.write("x");
  for (const complete = write; write === complete; ) write = near.write("x".repeat(65_536));
  return write;
}

for (const [name, [object, says]] of Object.entries(objects)) {
  test(`cloned or posted, ${name} fails with an error that says whose it is, and nothing arrives`, async () => {
    const { port1 } = new MessageChannel();
    const tries = [
      () => structuredClone(object),
      () => worker.postMessage(object),
      () => worker.postMessage({ deep: [new Map([["within", object]])] }),
      () => port1.postMessage(object),
      () => new Worker("", { eval: true, workerData: object }),
      () => structuredClone({ ...object }),
    ];
    const { home } = object as { readonly home: unknown };
    for (const each of tries) {
      const { name: kind, message } = thrown(each);
      assert.is(kind, "DataCloneError");
      // Newer engines leave out the middle of what is long, so that is looked at where it comes from.
      const whole = (typeof home === "symbol" && home.description) || message;
      assert.match(whole, says);
      assert.ok(message.includes(whole.slice(0, 30)), message);
      assert.match(message, /: use it there, and send what it gives\. It\) could not be cloned\.$/);
    }
    port1.close();
    assert.is(await arrived(), 0);
  });

  test(`${name} can be printed, spread and compared`, () => {
    assert.match(inspect(object), /home: /);
    assert.type({ ...object }, "object");
    assert.not.equal(object, {});
  });
}

for (const [name, operation] of Object.entries(operations)) {
  test(`cloned or posted, an operation fails and does not arrive: ${name}`, async () => {
    for (const each of [() => structuredClone(operation), () => worker.postMessage(operation)]) {
      assert.is(thrown(each).name, "DataCloneError");
    }
    assert.is(await arrived(), 0);
  });
}

test("an object of io cannot be transferred", async () => {
  for (const [object] of Object.values(objects)) {
    assert.throws(() => worker.postMessage(object, [object as never]));
  }
  assert.is(await arrived(), 0);
});

test("plain results of io can be posted", async () => {
  worker.postMessage(await file.readAt(0, 2));
  assert.is(await arrived(), 1);
});

test.after(async () => {
  for (const each of [near, client, lent, accepted]) each.reset();
  exchange.response.destroy();
  await worker.terminate();
  for (const each of [listener, client, lent, accepted, inMemory, near, file, udp, child])
    await each[Symbol.asyncDispose]();
  for (const each of [followed, watched, heard]) each.close();
  await page.catch(() => undefined);
  await server[Symbol.asyncDispose]();
});

test.run();
