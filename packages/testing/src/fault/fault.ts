/** Faults: what can go wrong around a program, to be injected at a time that the seed or the test chooses. */
import { type AnyRef, isRef, terminate } from "@mailslot/actor";
import { type Channel, channel, type Sender, type Steps, sleep, type Task, yieldNow } from "@mailslot/core";
import { badArgument, checkDuration, checkFunction, checkKind, checkOptions, failWait } from "@mailslot/core/engine";
import { checkWhole, textOf } from "../simulation/options.js";
import type { SeededRandom } from "../simulation/random.js";

/** Something that goes wrong, with a name for reports. */
export interface InjectedFault {
  /** What reports call it. */
  readonly name: string;
  /** Does it; may wait, and draw what the seed decides. */
  run(random: SeededRandom): Steps<void> | void;
}

/** When a fault happens. */
export interface FaultTime {
  /** Milliseconds from now. Default: at a tick that the seed chooses. */
  readonly after?: number;
  /** At a time that the seed chooses, within this many milliseconds from now. Default: at a tick that the seed chooses. */
  readonly within?: number;
  /** Among how many ticks of its own the seed chooses, at most. Default: 20. */
  readonly ticks?: number;
}

/** Returns the steps that wait for the time of a fault, and do it then. */
export function happening(fault: InjectedFault, when: FaultTime, random: SeededRandom): Steps<void> {
  checkOptions("inject()", when);
  const { after, within, ticks = 20 } = when;
  if (after !== undefined) checkDuration("after of inject()", after);
  if (within !== undefined) checkDuration("within of inject()", within);
  checkWhole("ticks of inject()", ticks, 0);
  return happens(fault, { after, within, ticks }, random);
}

interface Time {
  readonly after: number | undefined;
  readonly within: number | undefined;
  readonly ticks: number;
}

function* happens(fault: InjectedFault, { after, within, ticks }: Time, random: SeededRandom): Steps<void> {
  if (after !== undefined) yield* sleep(after);
  else if (within !== undefined) yield* sleep(random.below(within + 1));
  else for (let remaining = random.below(ticks + 1); remaining > 0; remaining--) yield* yieldNow();
  const steps = fault.run(random); // user code may run here
  if (steps === undefined) return;
  checkKind(`what run() of ${textOf(fault.name, "a fault")} returns`, steps, Symbol.iterator, "steps, or nothing");
  yield* steps;
}

/**
 * Makes a fault that crashes an actor or a task at its next wait: the wait fails with `error`, and an actor exits with it, as if its
 * handler had thrown. An async body cannot be stopped; it is cancelled.
 *
 * @example
 * ```ts
 * import { go, sleep } from "@mailslot/core";
 * import { crash, simulate } from "@mailslot/testing";
 *
 * await simulate(function* ({ inject }) {
 *   const worker = go(() => sleep(60_000), { name: "worker" });
 *   inject(crash(worker), { after: 1_000 });
 *   console.log((yield* worker.outcome()).status); // failed
 * });
 * ```
 */
export function crash(target: AnyRef | Task, error?: unknown): InjectedFault {
  if (!isRef(target)) checkKind("the target of crash()", target, "outcome", "an actor or a task");
  return crashing(target, error === undefined ? new Error(`crash of ${target.name}`) : error);
}

function crashing(target: AnyRef | Task, error: unknown): InjectedFault {
  return {
    name: `crash of ${target.name}`,
    *run(): Steps<void> {
      if (isRef(target)) {
        terminate(target, error as Error);
        return;
      }
      while (!failWait(target, error)) {
        if (target.status === "waiting") target.cancel(error);
        if (target.status !== "runnable" && target.status !== "running") return;
        yield* yieldNow();
      }
    },
  };
}

/**
 * Makes a fault that closes a channel.
 *
 * @example
 * ```ts
 * import { channel } from "@mailslot/core";
 * import { closing, simulate } from "@mailslot/testing";
 *
 * await simulate(function* ({ inject }) {
 *   const jobs = channel<string>({ name: "jobs" });
 *   inject(closing(jobs), { after: 1_000 });
 *   try {
 *     yield* jobs.recv();
 *   } catch (error) {
 *     console.log(String(error)); // ClosedError: …
 *   }
 * });
 * ```
 */
export function closing<T>(target: Channel<T>): InjectedFault {
  checkKind("the channel given to closing()", target, "close", "a channel");
  return { name: "closing of a channel", run: () => target.close() };
}

/**
 * Makes a fault that sends many messages at once, to fill a channel or a mailbox: calls `send` with 0, 1, and so on.
 *
 * @example
 * ```ts
 * import { channel } from "@mailslot/core";
 * import { flood, simulate } from "@mailslot/testing";
 *
 * await simulate(function* ({ inject, rest }) {
 *   const jobs = channel<number>({ capacity: 10, overflow: "drop-newest" });
 *   inject(flood(100, (n) => jobs.send(n)));
 *   yield* rest();
 *   console.log(jobs.dropped); // 90
 * });
 * ```
 */
export function flood(count: number, send: (n: number) => unknown): InjectedFault {
  checkWhole("the count of flood()", count, 0);
  checkFunction("send of flood()", send);
  return {
    name: `flood of ${count} messages`,
    run(): void {
      for (let n = 0; n < count; n++) send(n); // user code runs here
    },
  };
}

/** How a link loses and delays. */
export interface LinkFaults {
  /** How likely a message is lost, from 0 to 1. Default: 0. */
  readonly drop?: number;
  /** How many milliseconds a message may take; those after it may overtake. Default: 0. */
  readonly delay?: number;
}

/** Returns the steps that pass messages on to `to`, and the sender they come from. */
export function link<T>(
  to: Sender<T>,
  faults: LinkFaults,
  random: SeededRandom,
  run: (steps: Steps<void>) => void,
): Sender<T> {
  checkKind("the sender given to faulty()", to, "send", "a sender");
  checkOptions("faulty()", faults);
  const { drop = 0, delay = 0 } = faults;
  if (typeof drop !== "number" || !(drop >= 0 && drop <= 1))
    throw badArgument("drop of faulty()", drop, "a number from 0 to 1");
  checkDuration("delay of faulty()", delay);
  const from = channel<T>({ name: "a link with faults" });
  function* late(message: T): Steps<void> {
    yield* sleep(random.below(delay + 1));
    yield* to.send(message);
  }
  run(
    (function* passOn(): Steps<void> {
      for (;;) {
        const message = yield* from.recv();
        if (!random.chance(drop)) run(late(message));
      }
    })(),
  );
  return from;
}
