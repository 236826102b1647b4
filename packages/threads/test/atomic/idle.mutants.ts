/** Mistakes in the idle words, which the scenarios of idle.proof.ts must find. */

import type { Mutant } from "./proof.js";

export const IDLE_MUTANTS: readonly Mutant[] = [
  {
    name: "the ticket is not changed, so a wake-up before the wait is lost",
    find: "  Atomics.add(words, ticket, 1);\n",
    replace: "",
  },
  { name: "no notify", find: "  Atomics.notify(words, ticket);\n", replace: "" },
  {
    name: "who finds work wakes nobody",
    find: "  return hasMore() ? wakeOne(words, at, threads) : NOBODY;",
    replace: "  return threads < 0 ? wakeOne(words, at, threads) : NOBODY;",
  },
  {
    name: "who finds work wakes another before it stops searching",
    find: `  change(words, at, thread, searchBit(thread), 0);
  // Pairs with the look at the searchers in wakeOne(): a push that relied on this one came before, so it is seen now.
  return hasMore() ? wakeOne(words, at, threads) : NOBODY;`,
    replace: `  const woken = hasMore() ? wakeOne(words, at, threads) : NOBODY;
  change(words, at, thread, searchBit(thread), 0);
  return woken;`,
  },
  {
    name: "who finds work looks for more before it stops searching",
    find: `  change(words, at, thread, searchBit(thread), 0);
  // Pairs with the look at the searchers in wakeOne(): a push that relied on this one came before, so it is seen now.
  return hasMore() ?`,
    replace: `  const more = hasMore();
  change(words, at, thread, searchBit(thread), 0);
  return more ?`,
  },
  {
    name: "one that sleeps counts as searching still",
    find: "  change(words, at, thread, searchBit(thread), sleepBit(thread));",
    replace: "  change(words, at, thread, 0, sleepBit(thread));",
  },
  {
    name: "bits are changed in two steps",
    find: "if (next === state || Atomics.compareExchange(words, word, state, next) === state) return state;",
    replace: "Atomics.store(words, word, next); return state;",
  },
  {
    name: "the announcement is not made",
    find: "  change(words, at, thread, searchBit(thread), sleepBit(thread));",
    replace: "  change(words, at, thread, searchBit(thread), 0);",
  },
  {
    name: "a call wakes before it ends the rest",
    find: `  Atomics.and(words, passedAt(at, threads, groupOf(thread)), ~searchBit(thread));
  wake(words, at, threads, thread);`,
    replace: `  wake(words, at, threads, thread);
  Atomics.and(words, passedAt(at, threads, groupOf(thread)), ~searchBit(thread));`,
  },
  {
    name: "a push wakes whoever rests",
    find: "  return bits | (bits >>> GROUP);",
    replace: "  return bits >>> GROUP;",
  },
  {
    name: "a push wakes whoever is full",
    find: "  return bits | (bits >>> GROUP);",
    replace: "  return bits;",
  },
  {
    name: "one that was full is passed over for ever",
    find: "  else Atomics.and(words, word, ~bit);\n",
    replace: "",
  },
  {
    name: "who takes the place of a dead one that was full is passed over",
    find: "  setFull(words, at, threads, thread, false);\n",
    replace: "",
  },
  {
    name: "who is woken for something else counts as searching",
    find: "state, state & ~sleepBit(thread)) !== state",
    replace: "state, (state & ~sleepBit(thread)) | searchBit(thread)) !== state",
  },
  {
    name: "who is woken to search does not know",
    find: "  return (change(words, at, thread, sleepBit(thread), 0) & searchBit(thread)) !== 0;",
    replace: "  return (change(words, at, thread, sleepBit(thread), 0) & searchBit(thread)) === -1;",
  },
  {
    name: "who may be held up is woken like the others",
    find: "  const sure = wakeAmong(words, at, threads, true);",
    replace: "  const sure = wakeAmong(words, at, threads, false);",
  },
  {
    name: "who may be held up is never woken",
    find: "  return sure === NOBODY ? wakeAmong(words, at, threads, false) : sure;",
    replace: "  return sure;",
  },
  {
    name: "a push relies on a searcher that may be held up, though another sleeps",
    find: "    if (Atomics.load(words, at + group) & SEARCHERS & ~unsure(words, at, threads, group, sure)) return true;",
    replace: "    if (Atomics.load(words, at + group) & SEARCHERS) return true;",
  },
  {
    name: "a shutdown passes over those who are about to sleep",
    find: "    if (!wake(words, at, threads, thread)) ring(words, ticketAt(at, threads, thread));",
    replace: "    wake(words, at, threads, thread);",
  },
];
