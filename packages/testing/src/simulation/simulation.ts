/** What the body of a simulation is given: its time, its random numbers, and ways to wait and to look. */
import { type AnyRef, isRef, stop } from "@mailslot/actor";
import type { EventLoop, Operation, Scheduler, Sender, Steps, Task } from "@mailslot/core";
import { badArgument, checkDuration, checkKind } from "@mailslot/core/engine";
import { SimulationError } from "../errors.js";
import { type FaultTime, happening, type InjectedFault, type LinkFaults, link } from "../fault/fault.js";
import { textOf } from "./options.js";
import { ownedTask } from "./owned.js";
import type { SeededRandom } from "./random.js";
import { Watch } from "./rest.js";
import type { World } from "./world.js";

/** A simulation, as its body sees it. */
export interface Simulation {
  /** The seed that decides it. */
  readonly seed: number;
  /** Draws numbers that the seed decides. */
  readonly random: SeededRandom;
  /** The scheduler of the program; it is the default one as long as the simulation runs. */
  readonly scheduler: Scheduler;
  /** Returns the milliseconds of virtual time since the beginning. */
  now(): number;
  /** Waits until nothing else can run at this time. */
  rest(): Operation<void>;
  /** Waits until `holds` returns true, looking whenever the program is at rest; fails after `within` milliseconds. Default: 5,000. */
  eventually(holds: () => boolean, within?: number): Operation<void>;
  /** Waits for `during` milliseconds; fails when `holds` returns true at a rest in between. Default: 5,000. */
  never(holds: () => boolean, during?: number): Operation<void>;
  /** Ends an actor or a task when the body has ended, and gives it time to do so, before the look for leaks; returns it. */
  own<T extends AnyRef | Task>(one: T): T;
  /** Lets a fault happen, at a tick that the seed chooses unless `when` says otherwise. One that is late ends with the body. */
  inject(fault: InjectedFault, when?: FaultTime): void;
  /** Returns a sender that passes messages on to `to`, and loses and delays some as the seed decides. It ends with the body. */
  faulty<T>(to: Sender<T>, faults: LinkFaults): Sender<T>;
  /** Makes the clock on the wall (`Date`) jump; timers and `now` do not notice. */
  jumpClock(ms: number): void;
}

/** Makes what the body is given; its functions may be taken out of it. */
export function simulationOf(world: World): Simulation {
  const { loop, settings, random, scheduler, platform } = world;
  const watch = (description: string, look: () => boolean): Operation<void> => {
    if (world.hasEnded) throw expectation(`${description}: the simulation has ended`);
    const one = new Watch(description, look);
    world.watches.add(one);
    return one;
  };
  const start = (steps: Steps<void>, name: string): void => {
    const task = scheduler.go(steps, { name });
    world.owned.push(ownedTask(task));
  };
  return {
    seed: settings.seed,
    random,
    scheduler,
    now: () => loop.now(),
    rest: () => watch("a rest", () => true),
    eventually: (holds, within = 5_000) => watch(...eventually(holds, within, loop)),
    never: (holds, during = 5_000) => watch(...never(holds, during, loop)),
    own(one) {
      if (!isRef(one)) checkKind("what own() is given", one, "outcome", "an actor or a task");
      world.owned.push(isRef(one) ? { end: () => stop(one), hasEnded: () => !one.alive } : ownedTask(one as Task));
      return one;
    },
    inject(fault, when = {}) {
      checkKind(
        "the fault given to inject()",
        fault,
        "run",
        "crash(…), closing(…), or an object with a name and a method run",
      );
      start(happening(fault, when, random), textOf(fault.name, "a fault"));
    },
    faulty: (to, faults) => link(to, faults, random, (steps) => start(steps, "a link with faults")),
    jumpClock(ms) {
      if (!Number.isFinite(ms)) throw badArgument("the time that jumpClock() jumps", ms, "a number of milliseconds");
      platform.wallOffset += ms;
    },
  };
}

function eventually(holds: () => boolean, within: number, loop: EventLoop): [string, () => boolean] {
  checkPredicate("eventually()", holds);
  checkDuration("the time limit of eventually()", within);
  const end = loop.now() + within;
  const what = `eventually ${sourceOf(holds)}`;
  const timer = loop.startTimer(within, () => {}); // so that time goes on until then
  const look = (): boolean => {
    const isSo = holds(); // user code runs here
    if (isSo) loop.stopTimer(timer);
    else if (loop.now() >= end) throw expectation(`${what}: that did not become true within ${within} ms`);
    return isSo;
  };
  return [what, look];
}

function never(holds: () => boolean, during: number, loop: EventLoop): [string, () => boolean] {
  checkPredicate("never()", holds);
  checkDuration("the time of never()", during);
  const begin = loop.now();
  const what = `never ${sourceOf(holds)}`;
  loop.startTimer(during, () => {});
  const look = (): boolean => {
    if (holds()) throw expectation(`${what}: that became true ${loop.now() - begin} ms after the call`);
    return loop.now() >= begin + during;
  };
  return [what, look];
}

/** Fails with `ERR_MAILSLOT_ARGUMENT` unless it is a function. */
export function checkPredicate(name: string, holds: unknown): void {
  checkKind(`what ${name} is to look at`, holds, "call", "a function, such as () => done");
}

export function expectation(message: string): SimulationError {
  return new SimulationError("ERR_MAILSLOT_EXPECTATION", message);
}

/** Returns a predicate as its source says it, cut to a line. */
function sourceOf(predicate: () => boolean): string {
  const text = String(predicate)
    .replace(/^\(\)\s*=>\s*/, "")
    .replace(/\s+/g, " ");
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
