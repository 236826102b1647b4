// runs under Node alone: it needs sockets.
/** Clients of a TLS listener that never shake hands, or too late: nothing of them is left. */
import { connect as plain, type Socket } from "node:net";
import { join } from "node:path";
import type { TlsOptions } from "node:tls";
import { connect, type Listener, type ListenOptions, listen, serveHttp } from "@mailslot/io";
import { rejection } from "@mailslot/test-support/rejection";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { cert, key } from "../certificate/certificate.js";
import { descriptors, eventually, scratch } from "../scratch.js";

const host = "127.0.0.1";
const HELLO = Buffer.from("16030100", "hex"); // the beginning of a handshake

async function clients(port: number, count: number, say?: Buffer): Promise<Socket[]> {
  const sockets = Array.from({ length: count }, () => plain({ host, port }));
  for (const socket of sockets) {
    socket.on("error", () => undefined).resume();
    await new Promise<void>((connected) => socket.once("connect", () => connected()));
    if (say !== undefined) socket.write(say);
  }
  return sockets;
}

const open = (options: Partial<ListenOptions> = {}) => listen({ host, port: 0, tls: { cert, key }, ...options });
const openHttp = () => serveHttp({ host, port: 0, tls: { cert, key } });

for (const [what, say] of [
  ["say nothing", undefined],
  ["begin a handshake", HELLO],
] as const) {
  test(`clients that ${what} and end their side are dropped, and counted`, async () => {
    const listener = await open();
    const before = descriptors();
    const sockets = await clients(listener.port, 20, say);
    for (const socket of sockets) socket.end();
    assert.ok(await eventually(() => sockets.every(({ closed }) => closed) && descriptors() <= before));
    assert.ok(await eventually(() => listener.refused === 20));
    listener.close();
  });

  for (const [kind, make] of [
    ["listener", open],
    ["server of HTTP", openHttp],
  ] as const) {
    test(`clients that ${what} and stay are dropped when the ${kind} closes`, async () => {
      const before = descriptors();
      const opened: Listener | { port: number; close(): unknown } = await make();
      const sockets = await clients(opened.port, 20, say);
      await eventually(() => descriptors() >= before + 41);
      opened.close();
      assert.ok(await eventually(() => sockets.every(({ closed }) => closed) && descriptors() <= before));
    });
  }
}

for (const [kind, make] of [
  ["listener", (path: string) => listen({ path, tls: { cert, key } })],
  ["server of HTTP", (path: string) => serveHttp({ path, tls: { cert, key } })],
] as const) {
  test(`clients of a Unix socket that stay without a handshake are dropped when the ${kind} closes`, async () => {
    const before = descriptors();
    const path = join(scratch(), "socket");
    const opened: Listener | { close(): unknown } = await make(path);
    const sockets = Array.from({ length: 20 }, () => plain({ path }).resume());
    await eventually(() => descriptors() >= before + 41);
    opened.close();
    assert.ok(await eventually(() => sockets.every(({ closed }) => closed) && descriptors() <= before));
  });
}

test("connections over TLS on a Unix socket outlive the close of their listener", async () => {
  const path = join(scratch(), "socket");
  const listener = await listen({ path, tls: { cert, key } });
  const client = await connect({ path, tls: { ca: cert, servername: "localhost" } });
  const peer = await listener.accept();
  listener.close();
  client.write("hello");
  assert.is(String(await peer.read()), "hello");
  client.reset();
  peer.reset();
});

const crash = (): never => {
  throw new Error("crash");
};
const choices: Record<string, NonNullable<TlsOptions["SNICallback"]>> = {
  throws: crash,
  "fails later": async () => crash(),
  "throws no error": () => {
    throw "crash";
  },
};
for (const [how, SNICallback] of Object.entries(choices)) {
  test(`a choice of the certificate that ${how} refuses the client, and ends nothing more`, async () => {
    const told: string[] = [];
    const listener = await open({
      tls: { cert, key, SNICallback },
      onRefused: ({ message }) => void told.push(message),
    });
    const tls = { ca: cert, servername: "localhost" };
    assert.ok(await rejection(connect({ host, port: listener.port, tls })));
    assert.ok(await eventually(() => listener.refused === 1));
    assert.match(told[0] ?? "", /crash/);
    listener.close();
  });
}

test("a check of the server's name that throws fails the connecting", async () => {
  const listener = await open();
  const tls = { ca: cert, servername: "localhost", checkServerIdentity: crash };
  const error = await rejection(connect({ host, port: listener.port, tls }));
  assert.equal([error.code, (error.cause as Error).message], ["ERR_MAILSLOT_TLS", "crash"]);
  listener.close();
});

test("a handshake that takes too long is refused", async () => {
  const told: string[] = [];
  const tls = { cert, key, handshakeTimeout: 20 };
  const listener = await open({ tls, onRefused: ({ code }) => void told.push(code) });
  const before = descriptors();
  const [socket] = await clients(listener.port, 1);
  assert.ok(await eventually(() => listener.refused === 1 && descriptors() <= before + 1));
  assert.equal(told, ["ERR_MAILSLOT_TLS"]);
  socket?.destroy();
  listener.close();
});

test("a callback for refused connections that throws ends nothing", async () => {
  const say = console.error;
  const said: string[] = [];
  console.error = (text: string) => void said.push(text);
  const onRefused = (): void => {
    throw new Error("crash");
  };
  const listener = await open({ onRefused });
  const [socket] = await clients(listener.port, 1, Buffer.from("no TLS at all\r\n\r\n"));
  assert.ok(await eventually(() => said.length === 1));
  console.error = say;
  assert.match(said[0] ?? "", /^onRefused of the listener on .* threw:$/);
  socket?.destroy();
  const waits = rejection(listener.accept());
  listener.close();
  assert.is((await waits).code, "ERR_MAILSLOT_CLOSED");
});

test.run();
