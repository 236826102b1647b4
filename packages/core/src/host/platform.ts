/**
 * The platform's functions, as they were when this module was loaded: a test runner that replaces them with fakes, and
 * takes the fakes away again, leaves the event loop as it was. Of fakes that were there before, the originals that they
 * keep are taken (`@sinonjs/fake-timers`, which Vitest, Jest and Sinon share, keeps them in `setTimeout.clock`).
 */

type Timeout = (callback: () => void, delay: number) => unknown;

const globals = globalThis as unknown as Record<string, unknown>;
const { clock } = globals.setTimeout as { clock?: Record<string, unknown> };

/** Returns the platform's own function of that name. */
export function original<F>(name: string): F {
  return (clock?.[`_${name}`] ?? globals[name]) as F;
}

export const setTimeout: Timeout = original("setTimeout");
export const clearTimeout: (timer: unknown) => void = original("clearTimeout");
export const setImmediate: ((callback: () => void) => unknown) | undefined = original("setImmediate");
export const MessageChannel: typeof globalThis.MessageChannel | undefined = original("MessageChannel");

const performance: Performance = original("performance");
// Fakes put their own `now` over that of the prototype.
const { now: nowOf } = clock === undefined ? performance : (Object.getPrototypeOf(performance) as Performance);

/** Returns the milliseconds of a clock that never goes back, whatever happens to the time of day. */
export function now(): number {
  return nowOf.call(performance);
}
