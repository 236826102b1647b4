/**
 * What is kept of things that have ended: opens and ends many of a kind, and measures the heap that each has left.
 * Needs a process with `--expose-gc`, as every test has.
 */
import * as assert from "uvu/assert";

/** Bytes that each of many may leave: less than the smallest node of a list with its value. */
const BYTES = 100;

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
  for (let n = 0; n < warm; n++) await maybe(use(n));
  const before = heapUsed();
  for (let n = 0; n < count; n++) await maybe(use(warm + n));
  const bytes = (heapUsed() - before) / count;
  assert.ok(bytes < BYTES, `${what}: each has left ${Math.round(bytes)} bytes`);
}

async function maybe(result: unknown): Promise<void> {
  if (result instanceof Promise) await result;
}
