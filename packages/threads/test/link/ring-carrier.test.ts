/** The carrier over rings, both ends on one thread: the contract of carriers, and what goes beside the ring. */
import { fileURLToPath } from "node:url";
import { MessageChannel, type MessagePort } from "node:worker_threads";
import { type Carrier, keepParcel, type Parcel } from "@mailslot/remote";
import { type Carried, carrierContract } from "@mailslot/test-support/carrier-contract";
import { build } from "esbuild";
import { test } from "uvu";
import * as assert from "uvu/assert";

/** What a thread sees of a carrier beyond what a node does. */
interface RingCarrier extends Carrier {
  hasWork(): boolean;
  take(): boolean;
  publish(): void;
  peerDied(): void;
}

interface Module {
  linkMemory(): SharedArrayBuffer;
  readonly RingCarrier: new (
    link: { readonly buffer: SharedArrayBuffer; readonly port: MessagePort; readonly side: 0 | 1 },
    host: { stir(): void; wakePeer(): void; stray(error: Error): void },
  ) => RingCarrier;
}

// Not public: the source as it is shipped, in a module of its own.
const { outputFiles } = await build({
  entryPoints: [fileURLToPath(new URL("../../src/link/ring-carrier.ts", import.meta.url))],
  bundle: true,
  write: false,
  format: "esm",
  platform: "node",
});
const source = encodeURIComponent(outputFiles[0]?.text ?? "");
const { linkMemory, RingCarrier } = (await import(`data:text/javascript,${source}`)) as Module;

interface Pair extends Carried {
  readonly ends: readonly [RingCarrier, RingCarrier];
  /** How often each end was woken by the other. */
  readonly wakes: [number, number];
  /** What each end found in place of frames. */
  readonly strays: [string[], string[]];
  readonly buffer: SharedArrayBuffer;
}

function pair(): Pair {
  const buffer = linkMemory();
  const { port1, port2 } = new MessageChannel();
  const wakes: [number, number] = [0, 0];
  const strays: [string[], string[]] = [[], []];
  const dead = [false, false];
  const ends = [
    new RingCarrier(
      { buffer, port: port1, side: 0 },
      { stir() {}, wakePeer: () => void wakes[1]++, stray: ({ message }) => strays[0].push(message) },
    ),
    new RingCarrier(
      { buffer, port: port2, side: 1 },
      { stir() {}, wakePeer: () => void wakes[0]++, stray: ({ message }) => strays[1].push(message) },
    ),
  ] as const;
  return {
    ends,
    wakes,
    strays,
    buffer,
    capacity: 65_536 / 12,
    run() {
      for (const n of [0, 1] as const) if (dead[n]) ends[(1 - n) as 0 | 1].peerDied();
      let moved = true;
      while (moved) {
        moved = false;
        for (const n of [0, 1] as const) {
          if (dead[n]) continue;
          if (ends[n].take()) moved = true;
          ends[n].publish();
          if (ends[n].hasWork()) moved = true;
        }
      }
    },
    kill: (end) => void (dead[end] = true),
  };
}

carrierContract("rings", pair);

function collect(end: RingCarrier, into: Parcel[]): void {
  end.start({ receive: (each) => void into.push(keepParcel(each)), room() {}, dead() {} });
}

/** A frame of `length` bytes. */
const parcel = (length: number, value: number): Parcel => ({
  bytes: new Uint8Array(length).fill(value),
  length,
  shared: [],
});

test("what is large goes beside the ring, and keeps its place", () => {
  const { ends, run } = pair();
  const got: Parcel[] = [];
  collect(ends[1], got);
  for (const [n, length] of [10, 20_000, 3, 200_000, 16_384, 16_385].entries()) ends[0].send(parcel(length, n));
  run();
  assert.equal(
    got.map((each) => [each.bytes.length, each.bytes[0]]),
    [10, 20_000, 3, 200_000, 16_384, 16_385].map((length, n) => [length, n]),
  );
});

test("a dead peer has not read what is large and stands behind what it read", () => {
  const { ends, run, kill } = pair();
  const unread: number[] = [];
  ends[0].start({
    receive() {},
    room() {},
    dead: (parcels) => unread.push(...parcels.map((each) => each.bytes.length)),
  });
  const got: Parcel[] = [];
  collect(ends[1], got);
  for (const length of [20_000, 5]) ends[0].send(parcel(length, 1));
  run();
  for (const length of [30_000, 6, 40_000]) ends[0].send(parcel(length, 1));
  kill(1);
  run();
  assert.equal(
    [got.map((each) => each.bytes.length), unread],
    [
      [20_000, 5],
      [30_000, 6, 40_000],
    ],
  );
});

test("what waits for room is unread as well", () => {
  const { ends, run, kill } = pair();
  let unread = 0;
  ends[0].start({ receive() {}, room() {}, dead: (parcels) => (unread = parcels.length) });
  for (let n = 0; n < 20_000; n++) ends[0].send(parcel(20, n));
  kill(1);
  run();
  assert.is(unread, 20_000);
});

test("the other thread is woken once for all that was sent in a turn", () => {
  const { ends, wakes } = pair();
  for (let n = 0; n < 100; n++) ends[0].send(parcel(20, n));
  assert.equal(wakes, [0, 0]);
  ends[0].publish();
  assert.equal(wakes, [0, 1]);
});

test("a side that waits for room has work once there is some, and before that none", () => {
  const { ends, wakes } = pair();
  collect(ends[1], []);
  while (ends[0].send(parcel(1000, 1)));
  ends[0].publish();
  assert.is(ends[0].hasWork(), false);
  ends[1].take();
  assert.is(wakes[0], 1);
  assert.is(ends[0].hasWork(), true);
});

test("stray bytes end the connection at who reads them, which tells what was not read, and whom to end", () => {
  const { ends, strays, buffer } = pair();
  const got: Parcel[] = [];
  const deaths: number[] = [];
  ends[1].start({
    receive: (each) => void got.push(keepParcel(each)),
    room() {},
    dead: (unread) => deaths.push(unread.length),
  });
  ends[1].send(parcel(5, 1));
  for (const n of [1, 2]) ends[0].send(parcel(8, n));
  ends[0].publish();
  const first = buffer.byteLength % 1024; // behind the words of both rings, whose lengths are powers of two
  new Uint8Array(buffer).fill(255, first + 16, first + 20); // over the size of the second frame
  while (ends[1].take());
  assert.equal([got.length, deaths, strays[0]], [1, [1], []]);
  assert.match(strays[1].join(), /^stray bytes at 16 instead of frame 1$/);
  assert.equal([ends[1].send(parcel(1, 1)), ends[1].take(), ends[1].hasWork()], [true, false, false]);
});

test.run();
