/** The carrier in memory: the contract, and what may happen to it. */
import { type MemoryOptions, memoryConnection, type Parcel } from "@mailslot/remote";
import { type Carried, carrierContract } from "@mailslot/test-support/carrier-contract";
import { stage } from "@mailslot/test-support/stage";
import { test } from "uvu";
import * as assert from "uvu/assert";

function connection(options: MemoryOptions): Carried & { now(): number } {
  const on = stage();
  const wire = memoryConnection({ scheduler: on.scheduler, ...options });
  const run = (): void => {
    on.run();
    on.loop.advance(1_000);
    on.run();
  };
  return {
    ends: wire.ends,
    capacity: options.capacity ?? 1_024,
    run,
    kill: (end) => wire.kill(end),
    now: () => on.loop.now(),
  };
}

let turn = 0;
carrierContract("at once", () => connection({}));
carrierContract("little room", () => connection({ capacity: 3 }));
carrierContract("delays that differ", () => connection({ delay: () => [5, 0, 3][turn++ % 3] as number }));

const frame: Parcel = { bytes: new Uint8Array([1]), length: 1, shared: [] };

test("a frame is under way for its delay of the scheduler's time", () => {
  const on = stage();
  const { ends } = memoryConnection({ scheduler: on.scheduler, delay: 10 });
  const at: number[] = [];
  ends[1].start({ receive: () => void at.push(on.loop.now()), room() {}, dead() {} });
  ends[0].send(frame);
  on.loop.advance(9);
  assert.equal(at, []);
  on.loop.advance(1);
  assert.equal(at, [10]);
});

test("what is held back waits for the release; a cut loses it, and tells both ends", () => {
  const on = stage();
  const wire = memoryConnection({ scheduler: on.scheduler });
  const log: string[] = [];
  wire.ends.forEach((end, n) => {
    end.start({
      receive: () => void log.push(`${n} reads`),
      room() {},
      dead: (unread) => void log.push(`${n} ${unread.length}`),
    });
  });
  wire.hold();
  wire.ends[0].send(frame);
  on.run();
  assert.equal(log, []);
  wire.release();
  on.run();
  assert.equal(log, ["1 reads"]);
  wire.ends[0].send(frame);
  wire.cut();
  on.run();
  assert.equal(log, ["1 reads", "0 0", "1 0"]);
});

test("what is sent to the dead, before their death is told, is not read for sure", () => {
  for (const end of ["kill", "cut"] as const) {
    const on = stage();
    const wire = memoryConnection({ scheduler: on.scheduler });
    const unread: number[] = [];
    const listener = { receive() {}, room() {} };
    wire.ends[0].start({
      ...listener,
      dead: (frames) => void unread.push(...frames.map(({ bytes }) => bytes[0] ?? 0)),
    });
    wire.ends[1].start({ ...listener, dead() {} });
    if (end === "kill") wire.kill(1);
    else wire.cut();
    assert.ok(wire.ends[0].send(frame));
    on.run();
    assert.equal(unread, [1], end);
    wire.ends[0].send(frame);
    assert.equal(unread, [1]);
  }
});

test.run();
