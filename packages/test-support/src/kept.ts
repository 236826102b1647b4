/**
 * What is kept of things that have ended: opens and ends many of a kind, and measures the heap that each has left.
 * Needs a process with `--expose-gc`, as every test has.
 */
import * as assert from "uvu/assert";

/** Bytes that each of many may leave: less than the smallest node of a list with its value. */
const BYTES = 100;

/** What the compiler keeps, and tables that grow, come once; what is kept of each comes again. */
const ATTEMPTS = 3;

/** Returns the bytes of heap in use, after collecting what is garbage. */
export function heapUsed(): number {
  const { gc } = globalThis as { gc?: () => void };
  if (gc === undefined) throw new Error("run with --expose-gc");
  gc();
  gc();
  return process.memoryUsage().heapUsed;
}

/**
 * Fails if `use`, which opens one of a kind and ends it, leaves 100 bytes or more of heap per call. The first tenth of
 * the calls only warms up. It awaits what `use` returns, if that is a promise.
 */
export async function keepsNothing(what: string, use: (n: number) => unknown, count = 10_000): Promise<void> {
  const warm = Math.ceil(count / 10);
  await repeat(0, warm, use);
  let bytes = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < ATTEMPTS && bytes >= BYTES; attempt++) {
    const before = heapUsed();
    await repeat(warm + attempt * count, count, use);
    bytes = (heapUsed() - before) / count;
  }
  assert.ok(bytes < BYTES, `${what}: each has left ${Math.round(bytes)} bytes`);
}

/** The host polls now and then, and at the end: promises that are completed late wait for that. */
async function repeat(from: number, count: number, use: (n: number) => unknown): Promise<void> {
  for (let n = from; n < from + count; n++) {
    const result = use(n);
    if (result instanceof Promise) await result;
    if (n % 64 === 0) await hostPolled();
  }
  await hostPolled();
}

function hostPolled(): Promise<void> {
  return new Promise((done) => setTimeout(done, 0));
}
