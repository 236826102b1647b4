/**
 * Values of the wrong kind, for every argument of every function and method: each call refuses them with an error of
 * Mailslot that has a code and a sentence, or takes them; what is thrown is never an engine's own error.
 */
import { createScheduler, go, isMailslotError, ManualEventLoop, notReady } from "@mailslot/core";
import { isReadable } from "@mailslot/core/engine";

/** What a hostile object throws, whatever is asked of it. */
export class Hostile extends Error {}

function hostile(): never {
  throw new Hostile("a hostile object was touched");
}

function revoked(target: object): unknown {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

/** One of each kind, made for each call. */
const wrong: Readonly<Record<string, () => unknown>> = {
  "a symbol": () => Symbol("wrong"),
  "a bigint": () => 10n,
  null: () => null,
  undefined: () => undefined,
  NaN: () => Number.NaN,
  "a negative number": () => -1,
  "a number": () => 7,
  "a boolean": () => true,
  "a text": () => "wrong",
  "an object": () => ({}),
  "an object without prototype": () => Object.create(null),
  "a list": () => [],
  "a function": () => () => undefined,
  "a revoked proxy": () => revoked({}),
  "a revoked proxy of a function": () => revoked(() => undefined),
  "a hostile object": () =>
    new Proxy(
      {},
      { get: hostile, has: hostile, ownKeys: hostile, getPrototypeOf: hostile, getOwnPropertyDescriptor: hostile },
    ),
};

export type WrongCall = (given: never) => unknown;

/**
 * Makes `call` with each wrong value in a task of its own, and waits for what it returns as long as no time passes. Returns a
 * line for each that ends with an error of the engine's own, or with one of Mailslot's that has no sentence.
 */
export async function wrongCalls(call: WrongCall): Promise<string[]> {
  const found: string[] = [];
  for (const [what, make] of Object.entries(wrong)) {
    const note = (error: unknown): void => {
      if (!isExpected(error)) found.push(`${what}: ${text(error)}`);
    };
    const loop = new ManualEventLoop();
    const onUnhandled = (error: unknown): void => note(causeOf(error));
    const scheduler = createScheduler({ loop, onUnhandled });
    const task = scheduler.go(() => call(make() as never));
    await loop.settle();
    task.cancel();
    const outcome = task.outcome();
    await loop.settle();
    const end = outcome.poll();
    if (end !== notReady && end.status === "failed") note(end.error);
  }
  return found;
}

/**
 * The same for a method of what was opened before, under the default scheduler: `call` is made in a task of that one, which is
 * given up when the host has served its I/O, unless this is `patient`. What the platform says later than that ends the process of the test.
 */
export async function wrongUses(call: WrongCall, { patient = false } = {}): Promise<string[]> {
  const found: string[] = [];
  for (const [what, make] of Object.entries(wrong)) {
    const task = go(() => call(make() as never));
    const ended = task.outcome().then((outcome) => outcome); // from now on, so that a failure is not unhandled
    for (let turns = 0; turns < 3; turns++) await new Promise<void>((turned) => setImmediate(turned));
    if (!patient) task.cancel();
    const outcome = await ended;
    if (outcome.status === "failed" && !isExpected(outcome.error)) found.push(`${what}: ${text(outcome.error)}`);
  }
  return found;
}

function causeOf(error: unknown): unknown {
  return isMailslotError(error) && error.code === "ERR_MAILSLOT_UNHANDLED" ? (error as Error).cause : error;
}

/** Makes a table row for each property of the options of a function. */
export function perOption(
  name: string,
  keys: readonly string[],
  call: (options: never) => unknown,
): Record<string, WrongCall> {
  return Object.fromEntries(
    keys.map((key) => [`${name} { ${key} }`, (given: unknown) => call({ [key]: given } as never)]),
  );
}

/** Calls with options whose properties count how often they are read; returns those that were read more than once. */
export async function readTwice(options: object, call: (options: never) => unknown): Promise<string[]> {
  const reads = new Map<string, number>();
  const counted = {};
  for (const [key, value] of Object.entries(options)) {
    Object.defineProperty(counted, key, {
      enumerable: true,
      get() {
        reads.set(key, (reads.get(key) ?? 0) + 1);
        return value;
      },
    });
  }
  await call(counted as never);
  return [...reads].filter(([, times]) => times > 1).map(([key, times]) => `${key}: ${times} times`);
}

/** What V8 says when a function that was revoked is called, as a body is; JavaScriptCore does not say what was done to it. */
const CALLED = "Bun" in globalThis ? /^Proxy has already been revoked/ : /'apply' on a proxy/;

/** Whether an error says in a sentence what was given, or is what user code threw. */
function isExpected(error: unknown): boolean {
  if (!isReadable(error) || !(error instanceof Error)) return true; // a value of the test, as the reason of an end
  if (error instanceof AggregateError) return error.errors.every(isExpected);
  if (error instanceof TypeError && CALLED.test(error.message)) return true;
  return error instanceof Hostile || (isMailslotError(error) && error.message.includes(" "));
}

function text(error: unknown): string {
  return error instanceof Error ? (error.stack ?? "").split("\n").slice(0, 4).join(" |") : typeof error;
}
