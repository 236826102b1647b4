/** Scenarios of the idle words: threads that take nothing since they are full, and threads that something else holds up. */

import { join, spawn } from "@mailslot/loom";
import { DONE, expectDone, IDLE, type IdleModule, park, push, shared, TASKS, take } from "./idle-scene.js";
import type { Scenario } from "./proof.js";

const hasTasks = (words: Int32Array) => () => Atomics.load(words, TASKS) > 0;

/** What the watch does about a thread that was woken and does not move. */
function endSearch(idle: IdleModule, words: Int32Array, threads: number, thread: number): void {
  if (idle.searches(words, IDLE, thread)) idle.foundWork(words, IDLE, threads, thread, hasTasks(words));
}

export const HELD_SCENARIOS: readonly Scenario<IdleModule>[] = [
  {
    name: "a push while one that is full sleeps",
    why: "the full one is the first that sleeps, and must not take the wake-up of another",
    model: (idle) => () => {
      const words = shared(idle, 2);
      idle.setFull(words, IDLE, 2, 0, true);
      for (const thread of [0, 1]) idle.announce(words, IDLE, thread);
      push(idle, words, 2);
      if (!idle.sleeps(words, IDLE, 0)) throw new Error("one that takes nothing was woken");
      if (idle.sleeps(words, IDLE, 1)) throw new Error("nobody was woken");
    },
  },
  {
    name: "one that gets full while a push relies on it",
    why: "the push falls between any two steps of a thread that slept, was awake for another reason, and is full when it sleeps again",
    model: (idle) => () => {
      const words = shared(idle, 2);
      idle.announce(words, IDLE, 1);
      idle.announce(words, IDLE, 0);
      const full = spawn(() => {
        const searching = idle.retract(words, IDLE, 0);
        if (searching) idle.foundWork(words, IDLE, 2, 0, hasTasks(words));
        idle.setFull(words, IDLE, 2, 0, true);
        idle.announce(words, IDLE, 0);
      }, "full");
      push(idle, words, 2);
      join(full);
      // The push may have found it asleep the first time, and taken its bit the second: then it is woken, and full.
      if (idle.searches(words, IDLE, 0)) idle.foundWork(words, IDLE, 2, 0, hasTasks(words));
      if (idle.sleeps(words, IDLE, 1)) throw new Error("the task is left to nobody");
    },
  },
  {
    name: "one that takes again",
    why: "a push passes over it while it says so and looks at the queues, without having been awake in between",
    model: (idle) => () => {
      const words = shared(idle, 1);
      idle.setFull(words, IDLE, 1, 0, true);
      idle.announce(words, IDLE, 0);
      const full = spawn(() => {
        idle.setFull(words, IDLE, 1, 0, false);
        if (take(words)) Atomics.add(words, DONE, 1);
      }, "full");
      push(idle, words, 1);
      join(full);
      if (Atomics.load(words, DONE) === 0 && idle.sleeps(words, IDLE, 0)) throw new Error("the task is left to nobody");
    },
  },
  {
    name: "the death of one that is full",
    why: "who takes its place is not",
    model: (idle) => () => {
      const words = shared(idle, 1);
      idle.setFull(words, IDLE, 1, 0, true);
      idle.announce(words, IDLE, 0);
      idle.bury(words, IDLE, 1, 0);
      const next = spawn(() => {
        while (!take(words)) park(idle, words, 1, 0);
        Atomics.add(words, DONE, 1);
      }, "next");
      push(idle, words, 1);
      join(next);
      expectDone(words, 1);
    },
  },
  {
    name: "one that is woken for something else and held up",
    why: "it has not looked for work when something is pushed, and will not",
    model: (idle) => () => {
      const words = shared(idle, 2);
      for (const thread of [0, 1]) idle.announce(words, IDLE, thread);
      idle.wake(words, IDLE, 2, 0);
      push(idle, words, 2);
      if (idle.sleeps(words, IDLE, 1)) throw new Error("nobody was woken");
    },
  },
  {
    name: "a push while tasks live on the first that sleeps",
    why: "that one may be held up, the other cannot",
    model: (idle) => () => {
      const words = shared(idle, 2);
      idle.setBeside(words, IDLE, 2, 0, true);
      for (const thread of [0, 1]) idle.announce(words, IDLE, thread);
      push(idle, words, 2);
      if (idle.sleeps(words, IDLE, 1)) throw new Error("the one that may be held up was preferred");
    },
  },
  {
    name: "a push while the one that searches may be held up",
    why: "it was woken when nobody else slept; one sleeps now",
    model: (idle) => () => {
      const words = shared(idle, 2);
      idle.setBeside(words, IDLE, 2, 0, true);
      idle.announce(words, IDLE, 0);
      push(idle, words, 2);
      if (idle.sleeps(words, IDLE, 0)) throw new Error("nobody was woken");
      idle.announce(words, IDLE, 1);
      push(idle, words, 2);
      if (idle.sleeps(words, IDLE, 1)) throw new Error("nobody was woken");
    },
  },
  {
    name: "a push while one sleeps on which tasks live",
    why: "it says so, sleeps, is woken and takes it back, while something is pushed",
    model: (idle) => () => {
      const words = shared(idle, 1);
      const worker = spawn(() => {
        while (!take(words)) {
          idle.setBeside(words, IDLE, 1, 0, true);
          park(idle, words, 1, 0);
          idle.setBeside(words, IDLE, 1, 0, false);
        }
        Atomics.add(words, DONE, 1);
      }, "worker");
      push(idle, words, 1);
      join(worker);
      expectDone(words, 1);
    },
  },
  {
    name: "a search that the watch ends",
    why: "the one that was woken comes back at that moment, takes one task and ends its search as well",
    model: (idle) => () => {
      const words = shared(idle, 2);
      for (const thread of [0, 1]) {
        idle.setBeside(words, IDLE, 2, thread, true);
        idle.announce(words, IDLE, thread);
      }
      push(idle, words, 2); // wakes 0
      const late = spawn(() => {
        const searching = idle.retract(words, IDLE, 0);
        if (take(words)) Atomics.add(words, DONE, 1);
        if (searching) idle.foundWork(words, IDLE, 2, 0, hasTasks(words));
      }, "late");
      const pusher = spawn(() => push(idle, words, 2), "pusher");
      endSearch(idle, words, 2, 0);
      join(late, pusher);
      if (hasTasks(words)() && idle.sleeps(words, IDLE, 1)) throw new Error("the task is left to nobody");
      if (idle.searches(words, IDLE, 0)) throw new Error("one that has ended counts as searching");
    },
  },
  {
    name: "one that was woken and is held up for ever",
    why: "the watch ends its search, and whoever else sleeps is woken, although tasks live there as well",
    model: (idle) => () => {
      const words = shared(idle, 2);
      for (const thread of [0, 1]) {
        idle.setBeside(words, IDLE, 2, thread, true);
        idle.announce(words, IDLE, thread);
      }
      const ticket = idle.ticketAt(IDLE, 2, 1);
      const seen = Atomics.load(words, ticket);
      push(idle, words, 2); // wakes 0, which never comes
      const other = spawn(() => {
        Atomics.wait(words, ticket, seen);
        idle.retract(words, IDLE, 1);
        while (!take(words)) park(idle, words, 2, 1);
        Atomics.add(words, DONE, 1);
      }, "other");
      endSearch(idle, words, 2, 0);
      join(other);
      expectDone(words, 1);
    },
  },
];
