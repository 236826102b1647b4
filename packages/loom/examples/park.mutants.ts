/** Mistakes one can make in parking. */

import type { Mutant } from "./mutants.js";

export const PARK_MUTANTS: readonly Mutant[] = [
  {
    name: "no second look before sleeping",
    find: "if (hasWork() && ",
    replace: "if (false && ",
  },
  {
    name: "second look before the announcement",
    find: `    Atomics.add(this.words, STATE, SLEEPING_ONE - (searching ? SEARCHING_ONE : 0));
    Atomics.store(this.words, own, SLEEPING);`,
    replace: `    if (hasWork()) {
      if (searching) Atomics.sub(this.words, STATE, SEARCHING_ONE);
      return false;
    }
    hasWork = () => false;
    Atomics.add(this.words, STATE, SLEEPING_ONE - (searching ? SEARCHING_ONE : 0));
    Atomics.store(this.words, own, SLEEPING);`,
  },
  {
    name: "notify before the token is stored",
    find: "    if (Atomics.compareExchange(this.words, word, SLEEPING, WOKEN) !== SLEEPING) return false;",
    replace: `    if (Atomics.load(this.words, word) !== SLEEPING) return false;
    Atomics.notify(this.words, word, 1);
    if (Atomics.compareExchange(this.words, word, SLEEPING, WOKEN) !== SLEEPING) return false;
    Atomics.add(this.words, STATE, SEARCHING_ONE - SLEEPING_ONE);
    return true;`,
  },
  {
    name: "token not stored",
    find: "if (Atomics.compareExchange(this.words, word, SLEEPING, WOKEN) !== SLEEPING) return false;",
    replace: "if (Atomics.load(this.words, word) !== SLEEPING) return false;",
  },
  {
    name: "no notify",
    find: "    Atomics.notify(this.words, word, 1);\n",
    replace: "",
  },
  {
    name: "the count of searchers not lowered before sleeping",
    find: "SLEEPING_ONE - (searching ? SEARCHING_ONE : 0)",
    replace: "SLEEPING_ONE",
  },
  {
    name: "the count of sleepers not lowered by the waking thread",
    find: "Atomics.add(this.words, STATE, SEARCHING_ONE - SLEEPING_ONE);",
    replace: "Atomics.add(this.words, STATE, SEARCHING_ONE);",
  },
  {
    name: "woken by a plain look at the own word",
    find: "Atomics.load(this.words, own) === SLEEPING);",
    replace: "this.words[own] === SLEEPING);",
  },
  {
    name: "leaves sleep without regard to a thread that wakes it at the same time",
    find: "if (hasWork() && Atomics.compareExchange(this.words, own, SLEEPING, RUNNING) === SLEEPING) {",
    replace: "if (hasWork() && Atomics.store(this.words, own, RUNNING) === RUNNING) {",
  },
];
