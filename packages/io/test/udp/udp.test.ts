// runs under Node alone: it needs sockets.
/** UDP: datagrams as a source. */
import { abortable, type ClosedError, createScheduler, go, timeout } from "@mailslot/core";
import { bindUdp, type Datagram } from "@mailslot/io";
import { select } from "@mailslot/select";
import { rejection, thrown } from "@mailslot/test-support/rejection";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { descriptors, eventually } from "../scratch.js";

const host = "127.0.0.1";

test("a datagram arrives with its sender, and can be answered", async () => {
  await using server = await bindUdp({ host });
  await using client = await bindUdp({ host });
  await go(function* exchange() {
    yield* client.send("ping", { port: server.port });
    const { data, from } = yield* server.recv();
    assert.is(String(data), "ping");
    assert.equal(from, client.address);
    yield* server.send(Buffer.from("pong"), from);
    const event = yield* select({ answer: client, other: server });
    assert.is(event.case, "answer");
    assert.is(String(event.value.data), "pong");
  });
});

for (const [overflow, kept] of [
  ["drop-newest", "0 1 2"],
  ["drop-oldest", "3 4 5"],
] as const) {
  test(`with ${overflow}, datagrams that are not taken in time are dropped and counted`, async () => {
    await using server = await bindUdp({ host, capacity: 3, overflow });
    await using client = await bindUdp({ host });
    for (let n = 0; n < 6; n++) await client.send(`${n}`, { port: server.port });
    assert.ok(await eventually(() => server.dropped === 3));
    const got: Datagram[] = [await server.recv(), await server.recv(), await server.recv()];
    assert.is(got.map(({ data }) => String(data)).join(" "), kept);
  });
}

test("an address in use, one of another machine, and invalid options are errors", async () => {
  await using server = await bindUdp({ host });
  const error = await rejection(bindUdp({ host, port: server.port }));
  assert.is(error.code, "ERR_MAILSLOT_ADDRESS_IN_USE");
  assert.is((error.cause as { code: string }).code, "EADDRINUSE");
  assert.is((await rejection(bindUdp({ host: "203.0.113.1" }))).code, "ERR_MAILSLOT_ADDRESS_NOT_AVAILABLE");
  assert.is(thrown(() => bindUdp({ port: 65_536 })).code, "ERR_MAILSLOT_ARGUMENT");
  assert.is(thrown(() => bindUdp({ capacity: 0 })).code, "ERR_MAILSLOT_ARGUMENT");
});

test("a datagram that is too large fails, and the socket goes on", async () => {
  await using socket = await bindUdp({ host });
  const error = await rejection(socket.send(Buffer.alloc(70_000), { port: socket.port }));
  assert.is(error.code, "ERR_MAILSLOT_LIMIT");
  await socket.send("small", { port: socket.port });
  assert.is(String((await socket.recv()).data), "small");
  assert.is(thrown(() => socket.send("x", { port: 0 })).code, "ERR_MAILSLOT_ARGUMENT");
});

test("sends without a wait are bounded: beyond 256 under way they send nothing, hold nothing, and are counted", async () => {
  await using socket = await bindUdp({ host });
  const before = process.memoryUsage().arrayBuffers;
  const held = socket.send("warm", { port: socket.port });
  let last = held;
  for (let n = 1; n < 50_000; n++) last = socket.send(Buffer.alloc(10_000), { port: socket.port });
  assert.is(socket.unsent, 50_000 - 256);
  await held;
  await last; // waited on, it is sent
  assert.is(socket.unsent, 50_000 - 257);
  assert.ok(await eventually(() => process.memoryUsage().arrayBuffers - before < 150_000_000));
});

test("sends that are waited for are sent in turn, however many; one that is given up is not", async () => {
  await using sender = await bindUdp({ host });
  await using receiver = await bindUdp({ host });
  const sends = Array.from({ length: 1_000 }, (_, n) => sender.send(`${n}`, { port: receiver.port }));
  const stop = new AbortController();
  const late = rejection(abortable(sender.send("late", { port: receiver.port }), stop.signal));
  const all = Promise.all(sends);
  stop.abort();
  await all;
  assert.is((await late).code, "ERR_MAILSLOT_CANCELLED");
  assert.is(sender.unsent, 1);
  for (let n = 0; n < 100; n++) assert.is(String((await receiver.recv()).data), `${n}`); // the system may drop the rest
});

test("what is under way at the close goes out first, what waits in line fails, and no send hangs", async () => {
  await using receiver = await bindUdp({ host });
  const sender = await bindUdp({ host });
  const sends = Array.from({ length: 300 }, (_, n) => sender.send(`${n}`, { port: receiver.port }));
  const ends = sends.map((send) =>
    Promise.resolve(send).then(
      () => null,
      (error: ClosedError) => error,
    ),
  );
  await Promise.resolve(); // they wait
  sender.close();
  const errors = await Promise.all(ends);
  assert.equal([errors.findIndex((error) => error !== null), errors.lastIndexOf(null)], [256, 255]);
  assert.is(errors[299]?.code, "ERR_MAILSLOT_CLOSED");
  assert.is(errors[299]?.unsent, "299");
  assert.is(String((await receiver.recv()).data), "0");
  await sender[Symbol.asyncDispose]();
});

test("an abort fails the sends that are under way", async () => {
  const stop = new AbortController();
  const socket = await bindUdp({ host, signal: stop.signal });
  const send = rejection(socket.send("x", { port: 9, host: "localhost" }));
  stop.abort();
  assert.is((await send).code, "ERR_MAILSLOT_CLOSED");
});

test("multicast options are passed on, and what is wrong with them comes back as an error", async () => {
  await using socket = await bindUdp({ port: 0, reuseAddress: true });
  socket.setMulticastTtl(1);
  socket.setMulticastLoopback(true);
  socket.setTtl(8);
  socket.setBroadcast(true);
  assert.is(thrown(() => socket.joinGroup("127.0.0.1")).code, "ERR_MAILSLOT_IO");
  socket.joinGroup("239.1.2.3", "127.0.0.1");
  socket.setMulticastInterface("127.0.0.1");
  await socket.send("all", { port: socket.port, host: "239.1.2.3" });
  assert.is(String((await timeout(socket.recv(), 10_000)).data), "all");
  socket.leaveGroup("239.1.2.3", "127.0.0.1");
});

test("closed, aborted or given up, waits fail and nothing is left", async () => {
  const before = descriptors();
  const stop = new AbortController();
  const socket = await bindUdp({ host, signal: stop.signal });
  const waiting = rejection(socket.recv());
  stop.abort();
  assert.is((await waiting).code, "ERR_MAILSLOT_CANCELLED");
  assert.is(thrown(() => socket.send("x", { port: 1 })).code, "ERR_MAILSLOT_CLOSED");
  const closed = await bindUdp({ host });
  closed.close();
  closed.close();
  assert.is((await rejection(closed.recv())).code, "ERR_MAILSLOT_CLOSED");
  for await (const _ of closed) throw new Error("it is closed");
  await go(function* gives() {
    for (let n = 0; n < 20; n++) {
      const chosen = yield* select({ bind: bindUdp({ host }), now: Promise.resolve() });
      if (chosen.case === "bind") chosen.value.close();
    }
  });
  assert.ok(await eventually(() => descriptors() <= before));
});

test("a task of another scheduler is told that the socket is not its own", async () => {
  await using socket = await bindUdp({ host });
  const other = createScheduler({ name: "other" });
  assert.is((await rejection(other.go(() => socket.recv()))).code, "ERR_MAILSLOT_TWO_SCHEDULERS");
  assert.is((await rejection(other.go(() => socket.send("x", { port: 1 })))).code, "ERR_MAILSLOT_TWO_SCHEDULERS");
});

test.run();
