// runs under Node alone: the package needs Node.
// watchdog: 120 s
/** Random programs on both ends of a connection, on links that are cut, healed and reset: nothing is lost or doubled. */
import { createScheduler, ManualEventLoop, sleep, type Task, timeout } from "@mailslot/core";
import { type Connection, memoryNetwork } from "@mailslot/io";
import { check } from "@mailslot/test-support/seeded";
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { outcome } from "../net/contract/opening.js";
import type { Steps } from "../net/ground.js";

type Write = { readonly size: number; readonly limit: number | null; readonly rest: number };
type Read = { readonly limit: number | null; readonly rest: number };
type Fault = { readonly after: number; readonly what: "cut" | "heal" | "reset" };

interface Program {
  readonly seed: number;
  readonly capacity: number;
  readonly latency: number;
  readonly writes: readonly Write[];
  readonly reads: readonly Read[];
  readonly faults: readonly Fault[];
}

const ms = fc.integer({ min: 0, max: 30 });
const limit = fc.option(fc.integer({ min: 0, max: 40 }));
const program = (faults: readonly Fault["what"][]): fc.Arbitrary<Program> =>
  fc.record({
    seed: fc.integer({ min: 1 }),
    capacity: fc.integer({ min: 1, max: 3_000 }),
    latency: ms,
    writes: fc.array(fc.record({ size: fc.integer({ min: 0, max: 2_000 }), limit, rest: ms }), { maxLength: 30 }),
    reads: fc.array(fc.record({ limit, rest: ms }), { maxLength: 30 }),
    faults: fc.array(fc.record({ after: ms, what: fc.constantFrom(...faults) }), { maxLength: 6 }),
  });

/** Writes each in turn; returns the bytes of the writes that were complete. */
function* writeAll(to: Connection, writes: readonly Write[]): Steps<Buffer> {
  const written: Buffer[] = [];
  for (const [n, { size, limit, rest }] of writes.entries()) {
    const bytes = Buffer.alloc(size, n + 1);
    const end = yield* writeOne(to, bytes, limit);
    if (end === undefined) written.push(bytes);
    else if ((end as { code: string }).code !== "ERR_MAILSLOT_TIMEOUT") break;
    yield* sleep(rest);
  }
  to.close();
  return Buffer.concat(written);
}

function* writeOne(to: Connection, bytes: Buffer, limit: number | null): Steps<unknown> {
  try {
    const write = to.write(bytes);
    return yield* limit === null ? write : timeout(write, limit);
  } catch (error) {
    return error;
  }
}

/** Reads as it is told, then to the end; returns what came. */
function* readOn(from: Connection, reads: readonly Read[]): Steps<Buffer> {
  const chunks: Buffer[] = [];
  for (let n = 0; ; n++) {
    const { limit = null, rest = 0 } = reads[n] ?? {};
    const chunk = yield* outcome(limit === null ? from.read() : timeout(from.read(), limit));
    if (Buffer.isBuffer(chunk)) chunks.push(chunk);
    else if (chunk === undefined || (chunk as { code: string }).code !== "ERR_MAILSLOT_TIMEOUT") break;
    yield* sleep(rest);
  }
  from.close();
  return Buffer.concat(chunks);
}

/** Runs a program; returns what was written and what was read. */
function run({ seed, capacity, latency, writes, reads, faults }: Program): [written: Buffer, read: Buffer] {
  const loop = new ManualEventLoop();
  const scheduler = createScheduler({ loop });
  const network = memoryNetwork({ loop, seed, capacity, latency: [latency, latency * 2] });
  const tasks: Task<Buffer>[] = [];
  const main = scheduler.go(function* () {
    const listener = yield* network.listen({ port: 1, linger: 100_000 });
    const client = yield* network.connect({ port: 1, linger: 100_000 });
    const server = yield* listener.accept();
    listener.close();
    tasks.push(
      scheduler.go(() => writeAll(client, writes)),
      scheduler.go(() => readOn(server, reads)),
    );
    for (const { after, what } of faults) {
      yield* sleep(after);
      network.links[0]?.[what]();
    }
    network.heal();
    for (const task of tasks) yield* task.outcome();
    yield* client.closed;
    yield* server.closed;
  });
  for (let ms = 0; ms < 20_000 && main.status !== "completed" && main.status !== "failed"; ms++) loop.advance(1);
  main.poll();
  assert.is(main.status, "completed", "it hangs");
  assert.is(network.links.length, 0);
  return tasks.map((task) => task.poll() as Buffer) as [Buffer, Buffer];
}

test("on links that are cut and healed, what was written is what is read", () => {
  check(
    fc.property(program(["cut", "heal"]), (made) => {
      const [written, read] = run(made);
      assert.is(read.length, written.length);
      assert.ok(read.equals(written));
    }),
    { numRuns: 300 },
  );
});

test("on links that are reset, what is read is the beginning of what was written", () => {
  check(
    fc.property(program(["cut", "heal", "reset"]), (made) => {
      const [written, read] = run(made);
      assert.ok(read.length <= written.length, `${read.length} of ${written.length} bytes`);
      assert.ok(read.equals(written.subarray(0, read.length)));
    }),
    { numRuns: 300 },
  );
});

test.run();
