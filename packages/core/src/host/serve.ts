/**
 * A scheduler that takes in what comes from other threads, within its turns: without that each message would need a turn of
 * its own, whose looks at the clock cost a third of an ask. What is served takes the place of parts of the one scheduler that it
 * serves, so the run loop has no hook, and others pay nothing. See docs/decisions/0034-serving.md.
 *
 * Invariants: while the inlet is called the scheduler looks as between turns, so what it wakes goes to the back of the queue.
 */
import { UsageError } from "../errors.js";
import { checkSchedulerGiven } from "../misuse.js";
import { Counters } from "../scheduler/counters.js";
import type { Scheduler } from "../scheduler/handle.js";
import type { SchedulerCore } from "../scheduler/scheduler.js";
import { Turn } from "../scheduler/turn.js";
import type { TaskCore } from "../task/task.js";

/** Where messages from other threads come in. What a method throws is reported as a failure that nobody has seen. */
export interface Inlet {
  /** Takes in what has come: called when a turn begins, and whenever the scheduler looks at its clock. */
  take(): void;
  /**
   * Called when nothing is runnable and the burst is not over, which it is at `until`, in milliseconds of the loop's time. May wait a
   * little for more, and takes in what comes; returns whether to go on with the turn.
   */
  more(until: number): boolean;
  /** Called after each turn: `idle` when nothing is runnable, so that the thread may park. */
  ended(idle: boolean): void;
}

/** A scheduler that is served. */
export interface Served {
  /** Asks for a turn, in which the inlet takes in what has come; from outside turns, as when the host wakes a parked thread. */
  requestTurn(): void;
  /** Serves it no more. */
  end(): void;
}

/** The parts of a scheduler that change while it is served. */
interface Parts {
  counters: Counters;
  lane: Turn;
  soonTurn: () => void;
  polledTurn: () => void;
  request(): void;
}

class Service implements Served {
  private readonly core: SchedulerCore;
  private readonly inlet: Inlet;
  private readonly before: Pick<Parts, "soonTurn" | "polledTurn">;
  /** When the burst of the present turn is over. */
  until: number;
  ended: boolean;

  constructor(core: SchedulerCore, inlet: Inlet) {
    this.core = core;
    this.inlet = inlet;
    this.until = 0;
    this.ended = false;
    const { parts } = this;
    this.before = { soonTurn: parts.soonTurn, polledTurn: parts.polledTurn };
    parts.soonTurn = () => this.turn(this.before.soonTurn);
    parts.polledTurn = () => this.turn(this.before.polledTurn);
    parts.counters = new ServedCounters(this, core.counters);
    parts.lane = moved(core.lane, new ServedLane(this));
  }

  private get parts(): Parts {
    return this.core as unknown as Parts;
  }

  requestTurn(): void {
    if (!this.ended) this.parts.request();
  }

  end(): void {
    if (this.ended) return;
    this.ended = true;
    const { core, parts } = this;
    Object.assign(parts, this.before);
    parts.counters = Object.assign(new Counters(), core.counters, { service: undefined });
    parts.lane = moved(core.lane, new Turn(null, null));
    served.delete(core);
  }

  private turn(take: () => void): void {
    const { core } = this;
    if (core.turning || this.ended) {
      take(); // a task drives the event loop of its own scheduler: the turn does nothing
      return;
    }
    this.until = core.loop.now() + core.policy.burst;
    this.take();
    take();
    if (!this.ended) this.guarded(() => this.inlet.ended(core.runnable === 0));
  }

  take(): void {
    if (!this.ended) this.fromOutside(() => this.inlet.take());
  }

  /** Returns the task to go on with when nothing was runnable; null to end the turn. */
  more(): TaskCore | null {
    const { core } = this;
    let goesOn = true;
    while (goesOn && !this.ended) {
      goesOn = false;
      this.fromOutside(() => {
        goesOn = this.inlet.more(this.until);
      });
      const task = core.turn.shift();
      if (task !== null) return task;
      if (core.loop.now() >= this.until) break;
    }
    return null;
  }

  /** Calls the inlet so that what it wakes goes where wake-ups from outside go. */
  private fromOutside(call: () => void): void {
    const { core } = this;
    const { turn, turning } = core;
    const { owner, task } = turn;
    turn.owner = null;
    turn.task = null;
    core.turning = false;
    this.guarded(call);
    core.turning = turning;
    turn.task = task;
    turn.owner = owner;
  }

  private guarded(call: () => void): void {
    try {
      call(); // user code runs here
    } catch (error) {
      this.core.reportThrown(`the inlet of scheduler ${this.core.name}`, error);
    }
  }
}

/** Looks into the inlet whenever the scheduler looks at its clock: then it samples. */
class ServedCounters extends Counters {
  private readonly service: Service;

  constructor(service: Service, before: Counters) {
    super();
    Object.assign(this, before); // a service that has ended has left its place
    this.service = service;
  }

  override sample(now: number, queue: Parameters<Counters["sample"]>[1]): void {
    super.sample(now, queue);
    this.service.take();
  }
}

/** Asks the inlet for more when there is nothing else: the lane is what the scheduler looks at last. */
class ServedLane extends Turn {
  private readonly service: Service;

  constructor(service: Service) {
    super(null, null);
    this.service = service;
  }

  override shift(): TaskCore | null {
    return super.shift() ?? this.service.more();
  }
}

function moved(from: Turn, to: Turn): Turn {
  while (from.length > 0) to.push(from.shift() as TaskCore);
  return to;
}

const served = new WeakMap<SchedulerCore, Service>();

/**
 * Lets `inlet` take in messages from other threads within the turns of `scheduler`. Call it between turns, before there are tasks.
 * Throws `ERR_MAILSLOT_ARGUMENT` when the scheduler is served already.
 */
export function serve(scheduler: Scheduler, inlet: Inlet): Served {
  checkSchedulerGiven("serve", scheduler);
  const core = scheduler as SchedulerCore;
  if (served.has(core)) {
    throw new UsageError("ERR_MAILSLOT_ARGUMENT", `scheduler ${core.name} is served already: end that first`);
  }
  const service = new Service(core, inlet);
  served.set(core, service);
  return service;
}
