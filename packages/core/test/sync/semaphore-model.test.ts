// The semaphore against a model: random steps of several tasks, with cancels at any point.
import { type Semaphore, type SemaphorePermit, semaphore, type Task } from "@mailslot/core";
import { agree, type Machine, pick } from "@mailslot/test-support/machine";
import { check } from "@mailslot/test-support/seeded";
import { orderedStage } from "@mailslot/test-support/stage";
import * as fc from "fast-check";
import { test } from "uvu";

const TOTAL = 4;

type Step =
  | { readonly now: "run" }
  | { readonly now: "acquire" | "tryAcquire"; readonly count: number }
  | { readonly now: "release" | "cancel"; readonly which: number };

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.constant<Step>({ now: "run" }),
    fc.record({ now: fc.constantFrom("acquire", "acquire", "tryAcquire"), count: fc.integer({ min: 1, max: TOTAL }) }),
    fc.record({ now: fc.constantFrom("release", "cancel"), which: fc.nat({ max: 7 }) }),
  ),
  { minLength: 5, maxLength: 60 },
);

class RealSemaphore implements Machine<Step> {
  private readonly scene = orderedStage();
  private readonly semaphore: Semaphore = semaphore(TOTAL);
  private readonly tasks = new Map<number, Task>();
  private readonly permits = new Map<number, SemaphorePermit>();
  private next = 0;

  state(): unknown {
    return { available: this.semaphore.available, holders: [...this.permits.keys()].sort((a, b) => a - b) };
  }

  perform(step: Step): unknown {
    const id = this.next++;
    if (step.now === "run") return this.run();
    if ("count" in step) {
      if (step.now === "tryAcquire") return this.keep(id, this.semaphore.tryAcquire(step.count));
      return void this.tasks.set(id, this.acquire(id, step.count));
    }
    if (step.now === "cancel") return this.tasks.get(pick([...this.tasks.keys()], step.which) as number)?.cancel();
    return this.release(step.which);
  }

  private acquire(id: number, count: number): Task {
    const keep = (permit: SemaphorePermit): void => void this.permits.set(id, permit);
    const acquire = this.semaphore.acquire(count);
    return this.scene.go(function* one() {
      keep(yield* acquire);
    });
  }

  private run(): void {
    this.scene.run();
    for (const [id, { status }] of this.tasks) if (status !== "waiting") this.tasks.delete(id);
  }

  private keep(id: number, permit: SemaphorePermit | null): boolean {
    if (permit !== null) this.permits.set(id, permit);
    return permit !== null;
  }

  private release(which: number): void {
    const id = pick(
      [...this.permits.keys()].sort((a, b) => a - b),
      which,
    ) as number;
    this.permits.get(id)?.release();
    this.permits.delete(id);
  }
}

interface Asker {
  readonly id: number;
  readonly count: number;
}

/** A number of permits and a line; only the first in line is let in. */
class SemaphoreModel implements Machine<Step> {
  private available = TOTAL;
  private starting: Asker[] = [];
  private line: Asker[] = [];
  /** Let in, but not run yet. */
  private entering: Asker[] = [];
  private holders: Asker[] = [];
  /** Those who had not run to their end at the last run. */
  private live: Asker[] = [];
  private next = 0;

  state(): unknown {
    return { available: this.available, holders: this.holders.map(({ id }) => id).sort((a, b) => a - b) };
  }

  perform(step: Step): unknown {
    const id = this.next++;
    if (step.now === "run") return this.run();
    if ("count" in step) return this[step.now]({ id, count: step.count });
    if (step.now === "cancel") return this.cancel(step.which);
    return this.release(step.which);
  }

  private run(): void {
    this.line.push(...this.starting.splice(0));
    this.serve();
    this.holders.push(...this.entering.splice(0));
    this.live = [...this.line];
  }

  private acquire(asker: Asker): void {
    this.starting.push(asker);
    this.live.push(asker);
  }

  private tryAcquire(asker: Asker): boolean {
    if (this.line.length > 0 || asker.count > this.available) return false;
    this.available -= asker.count;
    this.holders.push(asker);
    return true;
  }

  private cancel(which: number): void {
    const chosen = pick(this.live, which); // what was granted before the cancellation is kept
    this.starting = this.starting.filter((each) => each !== chosen);
    this.line = this.line.filter((each) => each !== chosen);
    this.serve();
  }

  private release(which: number): void {
    const chosen = pick(
      this.holders.sort((a, b) => a.id - b.id),
      which,
    );
    if (chosen === undefined) return;
    this.holders = this.holders.filter((each) => each !== chosen);
    this.available += chosen.count;
    this.serve();
  }

  private serve(): void {
    for (let first = this.line[0]; first !== undefined && first.count <= this.available; first = this.line[0]) {
      this.available -= first.count;
      this.line.shift();
      this.entering.push(first);
    }
  }
}

test("a semaphore does what a number and a line would do", () => {
  check(
    fc.property(steps, (all) => agree(new RealSemaphore(), new SemaphoreModel(), [...all, { now: "run" }])),
    { numRuns: 1000 },
  );
});

test.run();
