// watchdog: 180 s
/**
 * The guarantee: every runnable task runs within a bounded number of ticks. With N tasks at most, S = slotCap,
 * L = ioCap, and D = (S + 1) * (L + 1): of D picks at least one comes from the queue, in which at most N tasks are ahead.
 * A task in the slot joins the queue at its cap; one in the lane is served after at most N picks from the queue.
 */
import {
  type Channel,
  channel,
  createScheduler,
  defaultPolicy,
  ManualEventLoop,
  type Policy,
  type Scheduler,
  startTrace,
  type TraceEvent,
  type Wait,
  yieldNow,
} from "@mailslot/core";
import { check, random } from "@mailslot/test-support/seeded";
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";

const MOST_TASKS = 12;

function boundOf({ slotCap, ioCap }: Policy, tasks: number): number {
  return (tasks + 1) * (slotCap + 1) * (ioCap + 1);
}

/** A loop whose clock goes on by up to `pace` ms at each look, so that turns end at any tick. */
class UnevenLoop extends ManualEventLoop {
  private readonly draw: () => number;
  private readonly pace: number;
  private elapsed = 0;

  constructor(draw: () => number, pace: number) {
    super();
    this.draw = draw;
    this.pace = pace;
  }

  override now(): number {
    this.elapsed += this.draw() * this.pace;
    return this.elapsed;
  }
}

/** Tasks that yield, talk, wait, spawn in bursts and end, at random, until `left` ticks are used up. */
class Program {
  left = 3000;
  private live = 0;
  private readonly scheduler: Scheduler;
  private readonly draw: () => number;
  private readonly requests = channel<number>(4);

  constructor(scheduler: Scheduler, draw: () => number) {
    this.scheduler = scheduler;
    this.draw = draw;
  }

  spawn(): void {
    const kind = this.draw();
    if (kind < 0.1) this.start(this.spawner());
    else if (kind < 0.3) this.start(this.server());
    else if (kind < 0.5) this.startPair();
    else this.start(this.worker());
  }

  /** What comes from outside between two turns: I/O, and other wake-ups. */
  outside(flood: boolean): void {
    this.left--;
    if (flood || this.draw() < 0.3) for (let n = 0; n < 2; n++) this.scheduler.io(() => this.requests.trySend(n));
    if (this.draw() < 0.2) this.requests.trySend(0);
    if (this.draw() < 0.2) this.spawn();
  }

  private start(body: Generator<Wait, void>): void {
    if (this.live >= MOST_TASKS || this.left <= 0) return;
    this.live++;
    const count = (): void => void this.live--;
    this.scheduler.go(function* () {
      yield* body;
      count();
    });
  }

  private goesOn(): boolean {
    return this.left-- > 0;
  }

  private *worker(): Generator<Wait, void> {
    for (let rounds = this.draw() * 300; rounds > 0 && this.goesOn(); rounds--) yield* yieldNow();
  }

  private *server(): Generator<Wait, void> {
    while (this.goesOn()) yield* this.requests.recv();
  }

  private *spawner(): Generator<Wait, void> {
    while (this.draw() < 0.95 && this.goesOn()) {
      for (let n = this.draw() * MOST_TASKS; n > 0; n--) this.spawn();
      yield* this.draw() < 0.5 ? yieldNow() : this.requests.recv();
    }
  }

  /** Two tasks that only talk to each other. */
  private startPair(): void {
    const [there, back] = [channel<number>(), channel<number>()];
    if (this.live + 2 > MOST_TASKS) return;
    this.start(this.talker(there, back));
    this.start(this.talker(back, there));
    there.send(0);
  }

  private *talker(inbox: Channel<number>, outbox: Channel<number>): Generator<Wait, void> {
    while (this.goesOn()) outbox.send(yield* inbox.recv());
    outbox.send(0); // so that the other one, too, sees the end
  }
}

interface Setting {
  readonly policy: Policy;
  readonly pace: number;
  readonly flood: boolean;
  readonly seed: number;
}

/** Returns the longest that a task was runnable, in ticks of others. */
function longestDelay({ policy, pace, flood, seed }: Setting): number {
  const draw = random(seed);
  const loop = new UnevenLoop(draw, pace);
  const trace = startTrace({ capacity: 1 << 16 });
  const program = new Program(createScheduler({ loop, policy }), draw);
  for (let n = 0; n < MOST_TASKS; n++) program.spawn();
  while (loop.step() || program.left > 0) program.outside(flood);
  trace.stop();
  assert.is(trace.lost, 0);
  return longestWait(trace.events());
}

function longestWait(events: readonly TraceEvent[]): number {
  const runnableSince = new Map<number, number>();
  let longest = 0;
  let ticks = 0;
  for (const { kind, id } of events) {
    if (kind === "spawn" || kind === "wake" || kind === "yield") runnableSince.set(id, ticks);
    if (kind !== "tick") continue;
    longest = Math.max(longest, ticks - (runnableSince.get(id) as number));
    ticks++;
  }
  return longest;
}

const policies = fc.record({
  slotCap: fc.integer({ min: 1, max: 4 }),
  ioCap: fc.integer({ min: 1, max: 4 }),
  clockInterval: fc.integer({ min: 1, max: 40 }),
  budget: fc.integer({ min: 1, max: 128 }),
});

const settings = fc.record({
  policy: policies.map((policy) => ({ ...defaultPolicy, ...policy })),
  pace: fc.constantFrom(0, 0.01, 0.1, 1),
  flood: fc.boolean(),
  seed: fc.integer(),
});

test("every runnable task runs within the bound, whatever the policy and the program", () => {
  check(
    fc.property(settings, (setting) => {
      const bound = boundOf(setting.policy, MOST_TASKS);
      const delay = longestDelay(setting);
      assert.ok(delay <= bound, `a task waited for ${delay} ticks of others; the bound is ${bound}`);
    }),
    { numRuns: 200 },
  );
});

test.run();
