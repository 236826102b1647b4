// runs under Node alone: it needs sockets.
/** WebSockets of `ws`, on both ends, over `upgrades()`: they talk, are drained, flood, and go in the middle. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { spawn, stop } from "@mailslot/actor";
import { go, type Task } from "@mailslot/core";
import { type HttpOptions, type HttpServer, memoryNetwork, serveHttp, upgrades } from "@mailslot/io";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { WebSocket } from "ws";
import { Counter } from "../src/counter.js";
import { serveWebSockets } from "../src/websockets.js";

interface Scene extends AsyncDisposable {
  readonly server: HttpServer;
  readonly serving: Task<void>;
  /** The server's ends. */
  readonly ends: Set<WebSocket>;
}

/** A server whose WebSockets answer with what an actor counts. */
async function opened(options: HttpOptions = {}): Promise<Scene> {
  const server = await serveHttp({ host: "127.0.0.1", port: 0, ...options });
  const wishes = upgrades(server); // from now on
  const counter = spawn(Counter);
  const ends = new Set<WebSocket>();
  server.serve((exchange) => exchange.respond("plain"));
  const serving = go(() =>
    serveWebSockets(wishes, (socket) => {
      ends.add(socket);
      socket.on("close", () => ends.delete(socket));
      socket.on("error", () => undefined);
      socket.on("message", (data, isBinary) => {
        if (isBinary) socket.send(data);
        else counter.ask.count(String(data)).then((count) => socket.send(`${data}: ${count}`));
      });
    }),
  );
  return {
    server,
    serving,
    ends,
    async [Symbol.asyncDispose]() {
      await server.close();
      await serving;
      stop(counter);
    },
  };
}

async function dial({ server }: Scene): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}/talk`);
  await once(socket, "open");
  return socket;
}

async function answer(socket: WebSocket, text: string): Promise<string> {
  const answered = once(socket, "message");
  socket.send(text);
  return String((await answered)[0]);
}

async function eventually(done: () => boolean): Promise<boolean> {
  for (const giveUp = Date.now() + 30_000; !done() && Date.now() < giveUp; )
    await new Promise<void>((looked) => setImmediate(looked));
  return done();
}

test("messages go both ways, between several clients and an actor, beside HTTP", async () => {
  await using scene = await opened();
  const [first, second] = [await dial(scene), await dial(scene)];
  assert.is(await answer(first, "ada"), "ada: 1");
  assert.is(await answer(second, "ada"), "ada: 2");
  assert.is(await (await fetch(`http://127.0.0.1:${scene.server.port}`)).text(), "plain");
  first.close();
  await once(first, "close");
  assert.is(await answer(second, "ada"), "ada: 3");
  second.close();
});

test("when the server closes, clients are told to go away, and it waits for them", async () => {
  const scene = await opened({ linger: 1_000_000 });
  const client = await dial(scene);
  const closed = once(client, "close");
  await scene.server.close();
  const [code, reason] = await closed;
  assert.equal([code, String(reason)], [1001, "the server stops"]);
  await scene.serving;
  assert.ok(await eventually(() => scene.ends.size === 0));
  await scene[Symbol.asyncDispose]();
});

test("a client that does not go is cut after the linger", async () => {
  const scene = await opened({ linger: 20 });
  const client = await dial(scene);
  client.on("error", () => undefined);
  (client as unknown as { _socket: Socket })._socket.pause(); // it does not hear that it is to go
  await scene.server.close();
  assert.ok(await eventually(() => scene.ends.size === 0));
  client.terminate();
  await scene[Symbol.asyncDispose]();
});

test("a cancelled task leaves the server to HTTP: a wish is a request like others then", async () => {
  const scene = await opened();
  const client = await dial(scene);
  const closed = once(client, "close");
  scene.serving.cancel();
  assert.is((await closed)[0], 1001);
  const late = new WebSocket(`ws://127.0.0.1:${scene.server.port}/talk`);
  const [error] = await once(late, "error");
  assert.match(String(error), /Unexpected server response: 200/);
  await scene.server.close();
});

test("anything but a WebSocket handshake is refused, by ws or before it", async () => {
  await using scene = await opened();
  for (const [upgrade, status] of [
    ["websocket", 400],
    ["h2c", 426],
  ] as const) {
    const raw = connect(scene.server.port, "127.0.0.1");
    raw.write(`GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: ${upgrade}\r\n\r\n`);
    const [said] = await once(raw, "data");
    assert.match(String(said), new RegExp(`^HTTP/1.1 ${status} `));
    await once(raw, "close");
  }
});

test("a flood of messages is answered in order, whole, whatever their sizes", async () => {
  await using scene = await opened();
  const client = await dial(scene);
  const sizes: number[] = [];
  const all = new Promise<void>((resolve) => {
    client.on("message", (data: Buffer) => {
      sizes.push(data.length);
      if (sizes.length === 2_000) resolve();
    });
  });
  const sent = Array.from({ length: 2_000 }, (_, n) => (n * 7_919) % 100_000);
  for (const size of sent) client.send(Buffer.alloc(size));
  await all;
  assert.equal(sizes, sent);
  client.close();
});

test("a hundred clients that go in the middle of a handshake, or right after, leave nothing, and others are served", async () => {
  await using scene = await opened();
  const handshake =
    "GET /talk HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
  for (let n = 0; n < 100; n++) {
    const raw = connect(scene.server.port, "127.0.0.1").on("error", () => undefined);
    await once(raw, "connect");
    raw.write(handshake.slice(0, n % 2 === 0 ? undefined : n));
    raw.resetAndDestroy();
  }
  const client = await dial(scene);
  assert.is(await answer(client, "eve"), "eve: 1");
  assert.ok(await eventually(() => scene.ends.size === 1));
  const inside = scene.server as unknown as { sockets: Set<unknown> };
  assert.ok(await eventually(() => inside.sockets.size === 1));
  client.close();
});

test("the same task serves WebSockets over a network in memory", async () => {
  const network = memoryNetwork();
  await using _scene = await opened({ network, port: 80 });
  const near = await network.connect({ port: 80 });
  await near.write(
    "GET /talk HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
  );
  await near.write(Buffer.from([0x81, 0x83, 0, 0, 0, 0, 0x61, 0x64, 0x61])); // "ada", as a client masks it
  let said = "";
  while (!said.endsWith("ada: 1")) said += String(await near.read());
  assert.match(said, /^HTTP\/1\.1 101 /);
  await near.close();
});

test.run();
