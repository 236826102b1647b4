/**
 * A program that seeds make: tasks that send, receive, lock, select, join and wait with limits over a few channels and a
 * semaphore, in scopes or alone, while others cancel them. It was written for no fault in particular. What must hold, whatever the
 * order, is what the semantics say: a send that returns has sent, and one that throws has not (C6); no message comes twice or is
 * lost; a scope ends after its tasks, and hides no failure (T9); permits are given back (C13); nothing waits for ever.
 */
import type * as Core from "@mailslot/core";
import type { Channel, Source, Steps, Task } from "@mailslot/core";
import type * as Select from "@mailslot/select";
import type * as Testing from "@mailslot/testing";
import type { Simulation } from "@mailslot/testing";

/** The packages, as one build has them. */
export interface Packages {
  readonly core: typeof Core;
  readonly select: typeof Select;
  readonly testing: typeof Testing;
}

const TASKS = 5;
const STEPS = 4;
const PERMITS = 3;
/** What a step returns after which its task does nothing more. */
const END = "end";

/** A send that is under way, or complete. */
interface Begun extends Source<void> {
  readonly isPending?: boolean;
  readonly isWithdrawn?: boolean;
}

/** Returns the body of a simulation. */
export function program(packages: Packages): (simulation: Simulation) => Steps<void> {
  return function* body(simulation) {
    yield* new Program(packages, simulation).run();
  };
}

class Program {
  private readonly core: typeof Core;
  private readonly select: typeof Select.select;
  private readonly random: Simulation["random"];
  private readonly simulation: Simulation;
  private readonly channels: readonly Channel<number>[];
  private readonly door: Core.Semaphore;
  private readonly tasks: Task[];
  private readonly sent: Set<number>;
  private readonly unsent: Set<number>;
  private readonly received: number[];
  private readonly wrong: string[];
  /** The permits that are waited for. */
  private readonly wanted: Set<{ readonly count: number }>;
  private lastMessage: number;

  constructor({ core, select }: Packages, simulation: Simulation) {
    this.core = core;
    this.select = select.select;
    this.random = simulation.random;
    this.simulation = simulation;
    this.channels = [core.channel<number>(1), core.channel<number>(0), core.channel<number>(2)];
    this.door = core.semaphore(PERMITS);
    this.tasks = [];
    this.sent = new Set();
    this.unsent = new Set();
    this.received = [];
    this.wrong = [];
    this.wanted = new Set();
    this.lastMessage = 0;
  }

  *run(): Steps<void> {
    const { core, random, simulation } = this;
    for (let n = 0; n < TASKS; n++) this.start(() => this.steps(STEPS), `worker ${n}`);
    if (random.chance(0.5)) this.start(() => this.iterate(), "reader");
    for (let n = random.below(12); n > 0; n--) yield* core.yieldNow();
    for (const task of this.tasks) if (random.chance(0.4)) task.cancel();
    for (let n = 0; n < 8; n++) {
      yield* simulation.rest();
      this.checkDoor();
      yield* core.sleep(3);
    }
    this.drain();
    for (const task of this.tasks) task.cancel(); // what waits for a message that never comes
    for (const task of this.tasks) yield* task.outcome();
    this.drain();
    this.check();
  }

  private start(body: () => unknown, name: string): void {
    this.tasks.push(this.core.go(body, { name }) as Task);
  }

  /** Does a few things at random; a time limit and a cancellation are no failure. */
  private *steps(count: number): Steps<void> {
    const { random } = this;
    const acts: (() => Steps<unknown>)[] = [
      this.send,
      this.send,
      this.receive,
      this.receive,
      this.lock,
      this.choose,
      this.scope,
      this.late,
      this.cancelOne,
    ];
    for (let n = 0; n < count; n++) if ((yield* random.pick(acts).call(this)) === END) return;
  }

  private *send(): Steps<void> {
    const { core, random } = this;
    const message = ++this.lastMessage;
    const sending = random.pick(this.channels).send(message) as Source<void>;
    yield* this.noting(message, random.chance(0.3) ? core.timeout(sending, 1 + random.below(5)) : sending);
  }

  /** Sends within a limit that may pass before the wait begins. */
  private *late(): Steps<void> {
    const { core, random } = this;
    const message = ++this.lastMessage;
    const sending = core.timeout(random.pick(this.channels).send(message) as Source<void>, 2);
    try {
      yield* core.sleep(random.below(5));
    } catch (error) {
      yield* core.yieldNow(); // cancelled: whether it is sent is open, since none has waited
      throw error;
    }
    yield* this.noting(message, sending);
  }

  private *noting(message: number, sending: Source<void>): Steps<void> {
    try {
      yield* sending;
      this.sent.add(message);
    } catch (error) {
      this.unsent.add(message);
      if (!(error instanceof this.core.TimeoutError)) throw error;
    }
  }

  private *receive(): Steps<void> {
    const { core, random } = this;
    const receiving = random.pick(this.channels).recv();
    try {
      this.received.push(yield* random.chance(0.5) ? core.timeout(receiving, 1 + random.below(5)) : receiving);
    } catch (error) {
      if (!(error instanceof core.TimeoutError)) throw error;
    }
  }

  private *lock(): Steps<void> {
    const { core, random } = this;
    const count = 1 + random.below(PERMITS);
    const wanted = { count };
    this.wanted.add(wanted);
    let permit: Core.SemaphorePermit | null = null;
    try {
      const acquiring = this.door.acquire(count);
      permit = yield* random.chance(0.3) ? core.timeout(acquiring, 1 + random.below(5)) : acquiring;
      this.wanted.delete(wanted);
      yield* random.chance(0.5) ? core.yieldNow() : core.sleep(random.below(8));
    } catch (error) {
      if (!(error instanceof core.TimeoutError)) throw error;
    } finally {
      this.wanted.delete(wanted);
      permit?.release();
    }
  }

  private cancelOne(): Steps<void> {
    const { core, random } = this;
    if (random.chance(0.3)) random.pick(this.tasks).cancel(); // itself, perhaps
    return core.yieldNow() as unknown as Steps<void>;
  }

  private *choose(): Steps<void> {
    const { core, random } = this;
    const message = ++this.lastMessage;
    const [from, to] = [random.pick(this.channels), random.pick(this.channels)];
    // One that begins when the select asks; or one that is under way, which may complete though another case is taken.
    const begun: Begun | null = random.chance(0.3) ? null : (to.send(message) as Begun);
    const plain = begun ?? core.sending(to, message);
    const send = random.chance(0.5) ? core.timeout(plain, 50) : plain;
    let isTaken = false;
    try {
      const event = yield* this.select({ message: from.recv(), sent: send, late: core.sleep(3) });
      if (event.case === "message") this.received.push(event.value);
      isTaken = event.case === "sent";
    } finally {
      const isComplete = begun !== null && begun.isPending !== true && begun.isWithdrawn !== true;
      (isTaken || isComplete ? this.sent : this.unsent).add(message);
    }
  }

  /** A scope ends after its tasks, and fails if one of them has. */
  private *scope(): Steps<unknown> {
    const { core, random } = this;
    let [live, failed, cancelled] = [0, false, false];
    const { wrong } = this;
    const start = (depth: number, tasks: Core.Scope): void => {
      tasks.go(function* child() {
        live++; // one that is cancelled before its first tick does nothing
        if (cancelled) wrong.push("a task that was started in a cancelled scope runs");
        try {
          yield* core.sleep(random.below(4));
        } catch (error) {
          cancelled = true; // as are all of the scope
          throw error;
        } finally {
          try {
            if (depth > 0 && random.chance(0.3)) start(depth - 1, tasks);
            yield* core.yieldNow(); // the cancellation may come here
          } finally {
            live--;
          }
          if (random.chance(0.2)) {
            failed = true;
            // biome-ignore lint/correctness/noUnsafeFinally: a clean-up that fails, which must not disappear
            throw new Error("clean-up");
          }
        }
      });
    };
    try {
      yield* core.scope(function* (tasks) {
        for (let n = 1 + random.below(2); n > 0; n--) start(1, tasks);
        yield* core.yieldNow();
      });
      if (failed) this.wrong.push("a scope has hidden a failure");
      return null;
    } catch (error) {
      const isSeen = (error as Error).message === "clean-up";
      if (failed && !isSeen) this.wrong.push("a scope that was cancelled has hidden a failure");
      if (!isSeen) throw error;
      return END; // it may have come in place of a cancellation, which comes once
    } finally {
      if (live > 0) this.wrong.push(`a scope has ended before ${live} of its tasks`);
    }
  }

  /** Reads by iteration, and leaves it while it waits. */
  private async iterate(): Promise<void> {
    const { random } = this;
    const iteration = random.pick(this.channels)[Symbol.asyncIterator]();
    for (let n = random.below(3); n > 0; n--) {
      const reading = iteration.next().then(({ done, value }) => {
        if (done !== true) this.received.push(value as number);
        return done;
      });
      for (let jobs = random.below(4); jobs > 0; jobs--) await null;
      if (random.chance(0.5)) {
        await iteration.return?.(undefined);
        return;
      }
      await Promise.race([reading, this.core.sleep(3)]);
    }
    await iteration.return?.(undefined);
  }

  /** At a rest nobody waits for permits that are there. */
  private checkDoor(): void {
    const most = Math.max(...[...this.wanted].map(({ count }) => count));
    if (this.wanted.size > 0 && most <= this.door.available)
      this.wrong.push(`${this.wanted.size} wait for at most ${most} permits, though ${this.door.available} are there`);
  }

  private drain(): void {
    for (const channel of this.channels)
      for (let message = channel.tryRecv(); message !== this.core.notReady; message = channel.tryRecv())
        this.received.push(message as number);
  }

  private check(): void {
    const { received, sent, unsent, wrong } = this;
    const arrived = new Set(received);
    if (arrived.size < received.length) wrong.push("a message was received twice");
    for (const message of sent) if (!arrived.has(message)) wrong.push(`message ${message} was sent, and is lost`);
    for (const message of unsent)
      if (arrived.has(message)) wrong.push(`message ${message} was not sent, and was received`);
    if (this.door.available < PERMITS) wrong.push(`${PERMITS - this.door.available} permits are missing`);
    if (wrong.length > 0) throw new Error(wrong.join("; "));
  }
}
