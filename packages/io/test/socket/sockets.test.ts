// runs under Node alone: it needs sockets.
// watchdog: 120 s
/** What only real sockets can show: names, other programs' ends, buffers, and what a thousand connections leave. */
import * as net from "node:net";
import { channel, createScheduler, go, ManualEventLoop, oneshot, type Task, timeout } from "@mailslot/core";
import { type Connection, connect, type Listener, listen } from "@mailslot/io";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { failure } from "../net/contract/opening.js";
import { fill, pause, readAll, type Steps, testTask } from "../net/ground.js";

const local = { host: "127.0.0.1", port: 0 };

/** A peer that is a plain socket, and our end of the connection. */
function* withPlainPeer(): Steps<{ ours: Connection; peer: net.Socket; listener: Listener }> {
  const listener = yield* listen(local);
  const peer = net.connect({ port: listener.port, host: "127.0.0.1" });
  peer.on("error", () => undefined);
  return { ours: yield* listener.accept(), peer, listener };
}

testTask("a name that does not resolve is an error that says so", function* () {
  const error = yield* failure(connect({ host: "nobody.invalid", port: 80 }));
  assert.is(error.code, "ERR_MAILSLOT_UNKNOWN_HOST");
  assert.match(error.message, /^connecting to nobody\.invalid:80 failed: /);
  assert.ok(error.cause instanceof Error);
});

testTask("an address that is not of this machine cannot be listened on", function* () {
  const error = yield* failure(listen({ host: "192.0.2.1", port: 0 }));
  assert.is(error.code, "ERR_MAILSLOT_ADDRESS_NOT_AVAILABLE");
});

testTask("a peer that drops the connection is an error with the platform's as its cause", function* () {
  const { ours, peer, listener } = yield* withPlainPeer();
  peer.resetAndDestroy();
  const error = yield* failure(ours.read());
  assert.is(error.code, "ERR_MAILSLOT_RESET");
  assert.is((error.cause as { code: string }).code, "ECONNRESET");
  assert.is(yield* ours.closed, error);
  listener.close();
});

testTask("connections that broke before they were accepted make room for others", function* () {
  const listener = yield* listen({ ...local, backlog: 4 });
  const { arrived } = listener as unknown as { arrived: { values: { isBroken: boolean }[] } };
  const peers = Array.from({ length: 4 }, () => net.connect({ port: listener.port, host: "127.0.0.1" }));
  for (const peer of peers) peer.on("error", () => undefined);
  while (arrived.values.length < 4) yield* pause();
  for (const peer of peers) peer.resetAndDestroy();
  while (!arrived.values.every(({ isBroken }) => isBroken)) yield* pause();
  const client = yield* connect(listener.address);
  const peer = yield* listener.accept();
  client.write("hello");
  assert.equal([String(yield* peer.read()), listener.refused], ["hello", 0]);
  listener.close();
  client.reset();
  peer.reset();
});

testTask("a reader that does not read stops its peer, and memory does not grow", function* () {
  const { ours, peer, listener } = yield* withPlainPeer();
  const before = process.memoryUsage().arrayBuffers;
  const chunk = Buffer.alloc(1_048_576);
  for (let n = 0; n < 100; n++) peer.write(chunk);
  yield* pause(100);
  assert.ok(peer.writableLength > 50 * chunk.length, `${peer.writableLength} bytes are still with the peer`);
  assert.ok(process.memoryUsage().arrayBuffers - before < 4_000_000, "more was read than a bounded read-ahead");
  peer.end();
  let total = 0;
  for (let part = yield* ours.read(); part !== undefined; part = yield* ours.read()) total += part.length;
  assert.is(total, 100 * chunk.length);
  yield* ours.close();
  listener.close();
});

testTask(
  "with a read buffer every chunk is in the same memory, and nothing comes before it is given back",
  function* () {
    const listener = yield* listen(local);
    const client = yield* connect({ ...listener.address, readBuffer: 16 });
    const server = yield* listener.accept();
    server.write("0123456789abcdefABCDEF");
    const first = (yield* client.read()) as Buffer;
    yield* pause(10);
    assert.is(String(first), "0123456789abcdef");
    const second = (yield* client.read()) as Buffer;
    assert.is(String(second), "ABCDEF");
    assert.is(second.buffer, first.buffer);
    server.end();
    assert.is(yield* client.read(), undefined);
    yield* client.close();
    yield* server.close();
    listener.close();
  },
);

testTask("writing a chunk of a read buffer is safe, however long the bytes have to wait", function* () {
  const listener = yield* listen(local);
  const source = yield* connect({ ...listener.address, readBuffer: 65_536 });
  const feeder = yield* listener.accept();
  const sink = yield* connect(listener.address);
  const drain = yield* listener.accept();
  const { written } = yield* fill(sink, Buffer.alloc(65_536));
  const copied = go(function* copying() {
    for (let part = yield* source.read(); part !== undefined; part = yield* source.read()) yield* sink.write(part);
    yield* sink.end();
  });
  const text = Buffer.from(Array.from({ length: 500_000 }, (_, n) => n % 251));
  const fed = go(function* feeding() {
    yield* feeder.write(text);
    yield* feeder.end();
  });
  const got = yield* readAll(drain);
  yield* copied;
  yield* fed;
  assert.ok(got.subarray(written + 65_536).equals(text));
  for (const end of [source, feeder, sink, drain]) yield* end.close();
  listener.close();
});

testTask("an attempt that is given up leaves no socket, whenever that is", function* () {
  const listener = yield* listen(local);
  for (let round = 0; round < 50; round++) {
    const attempt = go(() => connect(listener.address));
    yield* pause(round % 4);
    attempt.cancel();
    const end = yield* attempt.outcome();
    if (end.status === "completed") end.value.reset();
  }
  listener.close();
  yield* pause(10);
  const left = process.getActiveResourcesInfo().filter((name) => name.startsWith("TCP"));
  assert.equal(left, []);
});

test("a task that I/O wakes goes ahead of those that only want to go on", async () => {
  const order: string[] = [];
  const loop = new ManualEventLoop();
  const scheduler = createScheduler({ loop });
  const opened = oneshot<Connection>();
  const peer = await new Promise<net.Socket>((resolve) => {
    const server = net.createServer((socket) => {
      server.close();
      resolve(socket);
    });
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as net.AddressInfo;
      scheduler.go(function* reader() {
        const connection = yield* connect({ host: "127.0.0.1", port });
        opened.send(connection);
        yield* connection.read();
        order.push("reader");
      });
      loop.run();
    });
  });
  while (opened.poll() === undefined || typeof opened.poll() === "symbol") {
    await new Promise((done) => setImmediate(done));
    loop.run();
  }
  peer.write("x");
  const connection = await opened;
  while (connection.bytesRead === 0) await new Promise((done) => setImmediate(done));
  scheduler.go(() => void order.push("another"));
  loop.run();
  assert.equal(order, ["reader", "another"]);
  connection.reset();
  peer.destroy();
});

testTask("five hundred clients at once are served, and nothing is left of them", function* () {
  const listener = yield* listen({ ...local, backlog: 1_000 });
  const served = channel<void>();
  const server = go(function* server() {
    for (;;) {
      const connection = yield* listener.accept();
      go(function* echo() {
        for (let part = yield* connection.read(); part !== undefined; part = yield* connection.read()) {
          yield* connection.write(part);
        }
        yield* connection.close();
        served.send();
      });
    }
  });
  const clients: Task<string>[] = [];
  for (let n = 0; n < 500; n++) {
    clients.push(
      go(function* client() {
        const connection = yield* connect(listener.address);
        yield* connection.write(`hello ${n}`);
        yield* connection.end();
        const text = String(yield* readAll(connection));
        yield* connection.close();
        return text;
      }),
    );
  }
  for (const [n, client] of clients.entries()) assert.is(yield* client, `hello ${n}`);
  for (let n = 0; n < 500; n++) yield* timeout(served.recv(), 10_000);
  server.cancel();
  listener.close();
  yield* pause(5);
  assert.equal(
    process.getActiveResourcesInfo().filter((name) => name.startsWith("TCP")),
    [],
  );
});

testTask("options of the socket can be set, and changed", function* () {
  const listener = yield* listen({ ...local, keepAlive: 5_000, noDelay: false });
  const client = yield* connect({ ...listener.address, keepAlive: true });
  const server = yield* listener.accept();
  client.setNoDelay(false);
  client.setNoDelay();
  client.setKeepAlive(false);
  server.setKeepAlive(10_000);
  yield* client.write("x");
  assert.is(String(yield* server.read()), "x");
  client.reset();
  server.reset();
  listener.close();
});

test.run();
