/** The carrier through a MessagePort: the contract, between threads as well, and what a port does not say. */
import { once } from "node:events";
import { MessageChannel, Worker } from "node:worker_threads";
import { defineActor } from "@mailslot/actor";
import { createNode, type Parcel, type PortLike, portCarrier } from "@mailslot/remote";
import { type Carried, carrierContract } from "@mailslot/test-support/carrier-contract";
import { test } from "uvu";
import * as assert from "uvu/assert";

/** A port that counts what is posted on it, tells whether it was closed, and can die: then it hears nothing, its own end included. */
function counted(port: PortLike) {
  let isDead = false;
  const made = {
    posted: 0,
    isClosed: false,
    die() {
      isDead = true;
      port.close();
    },
    postMessage(message: unknown) {
      made.posted++;
      port.postMessage(message);
    },
    addEventListener(type: string, listener: (event: object) => void) {
      port.addEventListener(type, (event) => {
        if (!isDead) listener(event);
      });
    },
    close() {
      made.isClosed = true;
      port.close();
    },
  };
  return made;
}

function pair(capacity?: number) {
  const { port1, port2 } = new MessageChannel();
  const ports = [counted(port1), counted(port2)] as const;
  const options = capacity === undefined ? {} : { capacity };
  return { ports, ends: [portCarrier(ports[0], options), portCarrier(ports[1], options)] as const };
}

/** Lets everything cross that is under way: each turn of the event loop takes it one step on. */
async function turns(): Promise<void> {
  for (let n = 0; n < 20; n++) await new Promise((next) => setImmediate(next));
}

const opened: PortLike[] = [];
function connection(capacity?: number): Carried {
  const { ports, ends } = pair(capacity);
  opened.push(...ports);
  return { ends, capacity: capacity ?? 1_024, run: turns, kill: (end) => ports[end].die() };
}

// A port that is listened to keeps the process alive.
test.after.each(() => {
  for (const port of opened.splice(0)) port.close();
});

carrierContract("port", () => connection());
carrierContract("port with little room", () => connection(3));

const frame = (...bytes: number[]): Parcel => ({ bytes: new Uint8Array(bytes), length: bytes.length, shared: [] });
const quiet = { receive() {}, room() {}, dead() {} };

test("what is sent in one turn crosses as one message, and is confirmed as one", async () => {
  const { ports, ends } = pair();
  opened.push(...ports);
  const got: number[] = [];
  ends[0].start(quiet);
  ends[1].start({ ...quiet, receive: ({ bytes }) => void got.push(bytes[0] as number) });
  for (let n = 0; n < 100; n++) ends[0].send(frame(n));
  await turns();
  assert.is(got.length, 100);
  assert.equal([ports[0].posted, ports[1].posted], [1, 1]);
});

test("a view of a large buffer crosses alone", async () => {
  const { ports, ends } = pair();
  opened.push(...ports);
  const got: Uint8Array[] = [];
  ends[1].start({ ...quiet, receive: ({ bytes }) => void got.push(bytes) });
  ends[0].start(quiet);
  ends[0].send({ bytes: new Uint8Array(1_000_000), length: 3, shared: [] });
  await turns();
  assert.equal(
    got.map(({ length, buffer }) => [length, buffer.byteLength]),
    [[3, 3]],
  );
});

test("what a thread has not read when it ends is told as unread", async () => {
  const { port1, port2 } = new MessageChannel();
  const options = { eval: true, workerData: port2, transferList: [port2] };
  // Its port has begun, so that it takes part in the connection; but nobody there reads.
  const worker = new Worker("require('node:worker_threads').workerData.on('close', () => {})", options);
  const end = portCarrier(port1);
  const deaths: number[][] = [];
  end.start({ ...quiet, dead: (unread) => void deaths.push(unread.map(({ bytes }) => bytes[0] as number)) });
  await once(worker, "online");
  for (const n of [1, 2]) end.send(frame(n));
  await worker.terminate();
  await turns();
  assert.equal(deaths, [[1, 2]]);
});

test("where a port says nothing of a death, peerDied does", async () => {
  const { ports, ends } = pair();
  opened.push(...ports);
  const deaths: number[] = [];
  ends[0].start({ ...quiet, dead: (unread) => void deaths.push(unread.length) });
  ends[0].send(frame(1));
  ends[0].peerDied();
  ends[0].peerDied();
  await turns();
  assert.equal(deaths, [1]);
  assert.ok(ports[0].isClosed && ends[0].send(frame(2)));
});

test("a message that no carrier has sent ends the connection", async () => {
  for (const stray of [null, 7, {}, "frames"]) {
    const { port1, port2 } = new MessageChannel();
    let deaths = 0;
    portCarrier(port1).start({ ...quiet, dead: () => void deaths++ });
    port2.postMessage(stray);
    await turns();
    assert.is(deaths, 1);
  }
});

test("nodes talk through ports, and the end of one is told to the other", async () => {
  const Doubler = defineActor("doubler", { receive: { double: (_ctx, n: number) => 2 * n } });
  const { ends } = pair();
  const far = createNode({ id: "far", definitions: [Doubler] });
  far.connect(ends[1]);
  const peer = createNode({ id: "near", definitions: [Doubler] }).connect(ends[0]);
  const doubler = await peer.spawn(Doubler);
  const answers = await Promise.all(Array.from({ length: 3_000 }, (_, n) => doubler.ask.double(n)));
  assert.is(answers[2_999], 5_998);
  far.close();
  await turns();
  assert.is(peer.alive, false);
});

for (const [what, make] of [
  ["a port", () => portCarrier({} as never)],
  ["a port", () => portCarrier(null as never)],
  ["options", () => portCarrier(new MessageChannel().port1, 5 as never)],
  ["a capacity", () => portCarrier(new MessageChannel().port1, { capacity: 0 })],
  ["a scheduler", () => portCarrier(new MessageChannel().port1, { scheduler: {} as never })],
] as const)
  test(`what is not ${what} is refused`, () => {
    assert.throws(make, (error: { code: string }) => error.code === "ERR_MAILSLOT_ARGUMENT");
  });

test.run();
