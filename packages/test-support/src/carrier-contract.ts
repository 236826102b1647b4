/** What every carrier does: one suite for all of them. */
import type { Carrier, Parcel } from "@mailslot/remote";
import { test } from "uvu";
import * as assert from "uvu/assert";

/** A connection that is tested, and how to make time pass. */
export interface Carried {
  readonly ends: readonly [Carrier, Carrier];
  /** How many frames fit before `send` returns false. */
  readonly capacity: number;
  run(): Promise<void> | void;
  kill(end: 0 | 1): void;
}

interface Heard {
  readonly frames: number[];
  rooms: number;
  readonly deaths: number[][];
}

function listen(end: Carrier, onFrame: (n: number) => void = () => {}): Heard {
  const heard: Heard = { frames: [], rooms: 0, deaths: [] };
  end.start({
    receive(frame) {
      heard.frames.push(numberIn(frame));
      onFrame(numberIn(frame));
    },
    room: () => void heard.rooms++,
    dead: (unread) => void heard.deaths.push(unread.map(numberIn)),
  });
  return heard;
}

/** Where all frames are written: who keeps one beyond the call has to copy it. */
const buffer = new DataView(new ArrayBuffer(16));

function parcel(n: number, shared: object[] = []): Parcel {
  buffer.setUint32(0, n);
  return { bytes: new Uint8Array(buffer.buffer), length: 4, shared };
}

function numberIn({ bytes, length }: Parcel): number {
  assert.is(length, 4);
  return new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0);
}

export function carrierContract(name: string, make: () => Carried): void {
  test(`${name}: frames arrive once and in order, in both directions, also those sent before the other end listens`, async () => {
    const { ends, run } = make();
    const near = listen(ends[0]);
    for (let n = 0; n < 5; n++) ends[0].send(parcel(n));
    await run();
    const far = listen(ends[1]);
    ends[1].send(parcel(7));
    ends[0].send(parcel(5));
    await run();
    assert.equal([far.frames, near.frames], [[0, 1, 2, 3, 4, 5], [7]]);
    assert.equal([near.deaths, far.deaths], [[], []]);
  });

  test(`${name}: nothing is told from within a call of the carrier`, async () => {
    const { ends, run } = make();
    const far = listen(ends[1]);
    listen(ends[0]);
    ends[0].send(parcel(1));
    assert.equal(far.frames, []);
    await run();
    assert.equal(far.frames, [1]);
  });

  test(`${name}: says when it is full, takes the frame all the same, and says once when there is room again`, async () => {
    const { ends, run, capacity } = make();
    const near = listen(ends[0]);
    const far = listen(ends[1]);
    let sent = 0;
    while (ends[0].send(parcel(sent))) sent++;
    assert.ok(sent >= capacity - 1, `${sent} frames`);
    ends[0].send(parcel(sent + 1));
    await run();
    assert.equal([far.frames.length, near.rooms], [sent + 2, 1]);
  });

  test(`${name}: close lets arrive what was sent before, and then the other end is told, once`, async () => {
    const { ends, run } = make();
    const near = listen(ends[0]);
    const far = listen(ends[1]);
    ends[0].send(parcel(1));
    ends[0].close();
    ends[0].close();
    assert.ok(ends[0].send(parcel(2)));
    await run();
    assert.equal([far.frames, far.deaths, near.deaths], [[1], [[]], []]);
    assert.ok(ends[1].send(parcel(3)));
  });

  test(`${name}: the death of an end is told once, with the frames that it has not read`, async () => {
    const { ends, run, kill } = make();
    const near = listen(ends[0]);
    const far = listen(ends[1]);
    ends[0].send(parcel(1));
    await run();
    ends[0].send(parcel(2));
    ends[0].send(parcel(3));
    kill(1);
    kill(1);
    await run();
    assert.equal([far.frames, near.deaths, far.deaths], [[1], [[2, 3]], []]);
  });

  test(`${name}: a listener may send, and close`, async () => {
    const { ends, run } = make();
    const near = listen(ends[0]);
    const far = listen(ends[1], (n) => {
      if (n === 2) ends[1].close();
      else ends[1].send(parcel(n + 10));
    });
    for (const n of [1, 2, 3]) ends[0].send(parcel(n));
    await run();
    assert.equal([far.frames, near.frames], [[1, 2], [11]]);
    assert.is(near.deaths.length, 1);
  });

  test(`${name}: shared objects cross as they are`, async () => {
    const { ends, run } = make();
    const shared = new SharedArrayBuffer(8);
    const got: object[] = [];
    ends[1].start({ receive: (each) => void got.push(...each.shared), room() {}, dead() {} });
    listen(ends[0]);
    ends[0].send(parcel(1, [shared]));
    await run();
    assert.is(got.length, 1);
    new Uint8Array(shared)[0] = 5;
    assert.is(new Uint8Array(got[0] as SharedArrayBuffer)[0], 5);
  });
}
