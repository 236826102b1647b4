/** No case of a select starves: of several on one source, of those that begin when they are first waited on. */
import { EventEmitter } from "node:events";
import {
  type Channel,
  channel,
  type NotReady,
  notReady,
  QueuedSource,
  type Source,
  type Waiter,
  yieldNow,
} from "@mailslot/core";
import { type Case, nextEvent, seededRandom, select, selectEach } from "@mailslot/select";
import { stage } from "@mailslot/test-support/stage";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const test = suite("fairness of a select");

test("a scheduler beside another changes nothing of when that waits briefly", () => {
  const waitsOf = (hasNeighbour: boolean): readonly number[] => {
    const [own, other] = [stage(), stage()];
    const waits: number[] = [];
    own.scheduler.go(function* () {
      let round = 0;
      const [a, lazy, random] = [always(), new Noted(() => waits.push(round)), seededRandom(7)];
      for (; round < 300; round++) {
        yield* select({ a, lazy }, { random });
        yield* yieldNow();
      }
    });
    other.scheduler.go(function* () {
      const [a, lazy] = [always(), new Noted(() => {})];
      for (let n = 0; n < 500; n++) yield* select({ a, lazy });
    });
    if (hasNeighbour) other.run();
    own.run();
    return waits;
  };
  assert.ok(waitsOf(false).length > 0);
  assert.equal(waitsOf(true), waitsOf(false));
});

/** Is always ready, in a select. */
const always = yieldNow;

class Noted extends QueuedSource<never> {
  private readonly waitedOn: () => void;

  constructor(waitedOn: () => void) {
    super();
    this.waitedOn = waitedOn;
  }

  poll(): NotReady {
    return notReady;
  }

  override subscribe(waiter: Waiter<never>): void {
    this.waitedOn();
    super.subscribe(waiter);
  }
}

test("chooses fairly among cases that stay ready, and the same way for the same seed", () => {
  const counts = (seed: number) => {
    const { loop, scheduler } = stage();
    const [a, b, c] = [channel<number>(), channel<number>(), channel<number>()];
    for (let n = 0; n < 3_000; n++) for (const ch of [a, b, c]) ch.send(n);
    const random = seededRandom(seed);
    const seen: Record<string, number> = { a: 0, b: 0, c: 0 };
    scheduler.go(function* () {
      for (let n = 0; n < 3_000; n++) {
        const event = yield* select({ a, b, c }, { random });
        seen[event.case] = (seen[event.case] ?? 0) + 1;
      }
    });
    loop.run();
    return seen;
  };
  const seen = counts(42);
  for (const count of Object.values(seen)) assert.ok(count > 850 && count < 1_150, `uneven: ${JSON.stringify(seen)}`);
  assert.equal(counts(42), seen);
});

test("is as fair among those that are ready when cases beside them are not", () => {
  const { loop, scheduler } = stage();
  const [a, b] = [channel<number>(), channel<number>()];
  const [none, nil, zero] = [channel<number>(), channel<number>(), channel<number>()];
  for (let n = 0; n < 2_000; n++) for (const ch of [a, b]) ch.send(n);
  const random = seededRandom(42);
  let ofA = 0;
  scheduler.go(function* () {
    for (let n = 0; n < 2_000; n++) if ((yield* select({ a, none, nil, b, zero }, { random })).case === "a") ofA++;
  });
  loop.run();
  assert.ok(ofA > 900 && ofA < 1_100, `${ofA} of 2,000 are of a`);
});

test("takes the first that is written when biased", () => {
  const { loop, scheduler } = stage();
  const [a, b] = [channel<number>(), channel<number>()];
  for (let n = 0; n < 100; n++) for (const ch of [a, b]) ch.send(n);
  const seen = new Set<string>();
  scheduler.go(function* () {
    for (let n = 0; n < 100; n++) seen.add((yield* select({ b, a }, { biased: true })).case);
  });
  loop.run();
  assert.equal([...seen], ["b"]);
});

for (const count of [2, 3, 5]) {
  test(`each of ${count} cases on one source that waits is as likely to be served`, () => {
    const { scheduler, run } = stage();
    const jobs = channel<number>();
    const cases = Object.fromEntries(Array.from({ length: count }, (_, n) => [`c${n}`, jobs]));
    const random = seededRandom(42);
    const seen = new Map<string, number>();
    scheduler.go(function* () {
      for (;;) {
        const { case: name } = yield* select(cases, { random });
        seen.set(name, (seen.get(name) ?? 0) + 1);
      }
    });
    run();
    for (let n = 0; n < 1_000 * count; n++) {
      jobs.send(n);
      run();
    }
    for (const times of seen.values()) assert.ok(times > 850 && times < 1_150, `uneven: ${[...seen]}`);
    assert.is(seen.size, count);
  });
}

test("biased, the first written of several cases on one source is served, also when it waits", () => {
  const { scheduler, run } = stage();
  const jobs = channel<number>();
  const seen = new Set<string>();
  scheduler.go(function* () {
    for (;;) seen.add((yield* select({ first: jobs, second: jobs }, { biased: true })).case);
  });
  run();
  for (let n = 0; n < 100; n++) {
    jobs.send(n);
    run();
  }
  assert.equal([...seen], ["first"]);
});

/** A source of a third party that begins when it is first waited on, and then has something once. */
class Lazy extends QueuedSource<string> {
  private begun = false;
  private has = false;
  poll(): string | NotReady {
    if (!this.has) return notReady;
    this.has = false;
    return "something";
  }
  override subscribe(waiter: Waiter<string>): void {
    super.subscribe(waiter);
    this.begun = true;
  }
  happen(): void {
    if (!this.begun) return;
    const waiter = this.waiters.take();
    if (waiter === null) this.has = true;
    else waiter.deliver("something");
  }
}

/** A kind of case that begins with its first wait. */
interface Beginner {
  readonly it: Case;
  /** Lets it have something, if it has begun; called now and then. */
  happen?(): void;
}

const beginners: Record<string, () => Beginner> = {
  "a source of a third party": () => {
    const it = new Lazy();
    return { it, happen: () => it.happen() };
  },
  "an async iterator": () => ({ it: one() }),
  "the next event": () => {
    const emitter = new EventEmitter();
    return { it: nextEvent(emitter, "data"), happen: () => void emitter.emit("data", 1) };
  },
};

async function* one(): AsyncGenerator<number> {
  yield 1;
}

/** Takes jobs, of which there is always one, until `it` is taken; returns after how many jobs that was. */
async function jobsBefore({ happen }: Beginner, make: (jobs: Channel<number>) => () => Source<{ case: string }>) {
  const { go, run } = stage();
  const jobs = channel<number>();
  jobs.send(0);
  const next = make(jobs);
  let taken = 0;
  for (let isOver = false; !isOver && taken < 5_000; ) {
    go(function* () {
      for (let n = 0; n < 50 && !isOver; n++, taken++) {
        jobs.send(n);
        isOver = (yield* next()).case === "it";
        if (n === 40) happen?.();
      }
    });
    run();
    for (let n = 0; n < 5; n++) await Promise.resolve();
  }
  return taken;
}

for (const [kind, make] of Object.entries(beginners)) {
  test(`${kind} begins and is taken, though another case is always ready`, async () => {
    const it = make();
    assert.ok((await jobsBefore(it, (jobs) => () => select({ jobs, it: it.it }))) < 1_000);
  });

  test(`${kind} is taken, first of biased cases, though another is always ready`, async () => {
    const it = make();
    assert.ok((await jobsBefore(it, (jobs) => () => select({ it: it.it, jobs }, { biased: true }))) < 1_000);
  });

  test(`${kind} begins and is taken in the loop form, though another case is always ready`, async () => {
    const it = make();
    const each = (jobs: Channel<number>) => {
      const loop = selectEach({ jobs, it: it.it });
      return () => loop;
    };
    assert.ok((await jobsBefore(it, each)) < 1_000);
  });
}

test.run();
