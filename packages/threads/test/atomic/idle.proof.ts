/**
 * The idle words, as shipped: workers look for work, search, announce, look a second time and sleep, while a pusher makes work.
 * All that was pushed must be taken, without a time-out's help: a worker that nobody wakes shows as a deadlock.
 */

import { join, spawn } from "@mailslot/loom";
import { IDLE_MUTANTS } from "./idle.mutants.js";
import { HELD_SCENARIOS } from "./idle-held.proof.js";
import { DONE, expectDone, IDLE, type IdleModule, OVER, park, push, shared, TASKS, take } from "./idle-scene.js";
import type { Proof, Scenario } from "./proof.js";

/** Sleeps as a spare does that rests; returns whether it was called. */
function parkSpare(idle: IdleModule, words: Int32Array, threads: number, thread: number): boolean {
  const ticket = idle.ticketAt(IDLE, threads, thread);
  const seen = Atomics.load(words, ticket);
  idle.announce(words, IDLE, thread);
  if (idle.rests(words, IDLE, threads, thread) || Atomics.load(words, TASKS) === 0) Atomics.wait(words, ticket, seen);
  idle.retract(words, IDLE, thread);
  return !idle.rests(words, IDLE, threads, thread);
}

/** Works until `rounds` sleeps are over, or all is. */
function work(
  idle: IdleModule,
  words: Int32Array,
  threads: number,
  thread: number,
  rounds: number,
  searches = false,
): void {
  let searching = searches;
  for (let sleeps = 0; Atomics.load(words, OVER) === 0; ) {
    if (take(words)) {
      if (searching) idle.foundWork(words, IDLE, threads, thread, () => Atomics.load(words, TASKS) > 0);
      searching = false;
      Atomics.add(words, DONE, 1);
    } else {
      if (sleeps === rounds) {
        // Ends, as one does that goes to a long job: what it leaves behind must not depend on it.
        if (searching) idle.foundWork(words, IDLE, threads, thread, () => Atomics.load(words, TASKS) > 0);
        return;
      }
      sleeps++;
      searching = park(idle, words, threads, thread);
    }
  }
}

const scenarios: readonly Scenario<IdleModule>[] = [
  {
    name: "a push against announcement, second look and sleep",
    why: "the push falls between any two steps of a worker that has found nothing",
    model: (idle) => () => {
      const words = shared(idle, 1);
      const worker = spawn(() => {
        while (!take(words)) park(idle, words, 1, 0);
        Atomics.add(words, DONE, 1);
      }, "worker");
      push(idle, words, 1);
      join(worker);
      expectDone(words, 1);
    },
  },
  {
    name: "I/O between, and a notify that comes late",
    why: "a worker that is awake for another reason takes its announcement back while somebody wakes it, and sleeps again",
    model: (idle) => () => {
      const words = shared(idle, 1);
      const worker = spawn(() => {
        let searching = park(idle, words, 1, 0, true);
        for (;;) {
          if (take(words)) {
            if (searching) idle.foundWork(words, IDLE, 1, 0, () => Atomics.load(words, TASKS) > 0);
            break;
          }
          searching = park(idle, words, 1, 0);
        }
        Atomics.add(words, DONE, 1);
      }, "worker");
      push(idle, words, 1);
      join(worker);
      expectDone(words, 1);
      if (idle.anySearches(words, IDLE, 1)) throw new Error("one that has ended counts as searching");
    },
  },
  {
    name: "the last searcher",
    why: "a push relies on a searcher that finds other work at that moment; a sleeper must hear of it",
    model: (idle) => () => {
      const words = shared(idle, 2);
      idle.startSearch(words, IDLE, 2, 0);
      Atomics.store(words, TASKS, 1);
      const ticket = idle.ticketAt(IDLE, 2, 1);
      const seen = Atomics.load(words, ticket);
      idle.announce(words, IDLE, 1);
      const searcher = spawn(() => {
        // Takes one task, which goes on for ever; only the sleeper can do the other.
        if (take(words)) idle.foundWork(words, IDLE, 2, 0, () => Atomics.load(words, TASKS) > 0);
        Atomics.add(words, DONE, 1);
      }, "searcher");
      const sleeper = spawn(() => {
        Atomics.wait(words, ticket, seen);
        idle.retract(words, IDLE, 1);
        while (!take(words)) park(idle, words, 2, 1);
        idle.foundWork(words, IDLE, 2, 1, () => Atomics.load(words, TASKS) > 0);
        Atomics.add(words, DONE, 1);
      }, "sleeper");
      push(idle, words, 2);
      join(searcher, sleeper);
      expectDone(words, 2);
    },
  },
  {
    name: "a searcher that gives up",
    why: "a push relies on a searcher that has looked everywhere, and announces that it sleeps",
    model: (idle) => () => {
      const words = shared(idle, 2);
      idle.startSearch(words, IDLE, 2, 0);
      const searcher = spawn(() => {
        while (!take(words)) park(idle, words, 2, 0);
        Atomics.add(words, DONE, 1);
      }, "searcher");
      push(idle, words, 2);
      join(searcher);
      expectDone(words, 1);
    },
  },
  {
    name: "a shutdown",
    why: "it comes between announcement and sleep of two workers, one of which is being woken by a push",
    model: (idle) => () => {
      const words = shared(idle, 2);
      const workers = [0, 1].map((n) => spawn(() => work(idle, words, 2, n, 9), `worker ${n}`));
      Atomics.store(words, OVER, 1);
      idle.wakeAll(words, IDLE, 2);
      join(...workers);
      if (idle.sleepersOf(words, IDLE, 2) !== 0) throw new Error("one that has ended counts as sleeping");
    },
  },
  {
    name: "the death of one that wakes another",
    why: "it has taken the sleeper's bit, and dies before the sleeper hears of it",
    model: (idle) => () => {
      const words = shared(idle, 2);
      const ticket = idle.ticketAt(IDLE, 2, 0);
      const sleeper = spawn(() => {
        while (!take(words)) park(idle, words, 2, 0);
        Atomics.add(words, DONE, 1);
      }, "sleeper");
      Atomics.add(words, TASKS, 1);
      // What wakeOne() does first, if the sleeper has announced itself.
      Atomics.compareExchange(words, IDLE, 1 << 16, 1);
      if (ticket !== IDLE + 1) throw new Error("the scenario knows another layout");
      idle.bury(words, IDLE, 2, 1);
      join(sleeper);
      expectDone(words, 1);
    },
  },
  {
    name: "a spare that is called while it goes to sleep",
    why: "the call falls between any two steps of one that rests and has work before it",
    model: (idle) => () => {
      const words = shared(idle, 1);
      idle.rest(words, IDLE, 1, 0);
      const spare = spawn(() => {
        while (!parkSpare(idle, words, 1, 0) || !take(words));
        Atomics.add(words, DONE, 1);
      }, "spare");
      push(idle, words, 1);
      idle.call(words, IDLE, 1, 0);
      join(spare);
      expectDone(words, 1);
    },
  },
  {
    name: "a spare that is sent to rest while a push relies on its search",
    why: "it leaves work that it was to find; a sleeper must hear of it",
    model: (idle) => () => {
      const words = shared(idle, 2);
      idle.announce(words, IDLE, 1);
      idle.startSearch(words, IDLE, 2, 0);
      const spare = spawn(() => {
        for (let looks = 0; looks < 2; looks++) {
          const rested = idle.rests(words, IDLE, 2, 0);
          if (rested) idle.foundWork(words, IDLE, 2, 0, () => Atomics.load(words, TASKS) > 0);
          else if (take(words)) {
            idle.foundWork(words, IDLE, 2, 0, () => Atomics.load(words, TASKS) > 0);
            Atomics.add(words, DONE, 1);
            return;
          }
          idle.announce(words, IDLE, 0);
          if ((rested && idle.rests(words, IDLE, 2, 0)) || Atomics.load(words, TASKS) === 0) return;
          idle.retract(words, IDLE, 0);
        }
      }, "spare");
      idle.rest(words, IDLE, 2, 0);
      push(idle, words, 2);
      join(spare);
      const isLeft = Atomics.load(words, DONE) === 0 && !idle.sleeps(words, IDLE, 0);
      if (isLeft && idle.sleeps(words, IDLE, 1)) throw new Error("the task is left to nobody");
    },
  },
  {
    name: "a push while a spare rests",
    why: "the spare is the first that sleeps, and must not take the wake-up of a worker",
    model: (idle) => () => {
      const words = shared(idle, 2);
      idle.rest(words, IDLE, 2, 0);
      for (const thread of [0, 1]) idle.announce(words, IDLE, thread);
      push(idle, words, 2);
      if (!idle.sleeps(words, IDLE, 0)) throw new Error("a spare was woken from its rest");
      if (idle.sleeps(words, IDLE, 1)) throw new Error("nobody was woken");
    },
  },
  {
    name: "two pushes and a worker that sleeps between",
    why: "it is woken, finds what woke it, and sleeps again",
    long: true,
    model: (idle) => () => {
      const words = shared(idle, 1);
      const worker = spawn(() => {
        for (let done = 0; done < 2; ) {
          if (take(words)) done++;
          else park(idle, words, 1, 0);
        }
        Atomics.add(words, DONE, 2);
      }, "worker");
      push(idle, words, 1);
      push(idle, words, 1);
      join(worker);
      expectDone(words, 2);
    },
  },
];

export const IDLE_PROOF: Proof<IdleModule> = {
  file: "idle.ts",
  scenarios: [...scenarios, ...HELD_SCENARIOS],
  mutants: IDLE_MUTANTS,
};
