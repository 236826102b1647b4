/** Mistakes one can make in the mailbox. */

import type { Mutant } from "./mutants.js";

export const MAILBOX_MUTANTS: readonly Mutant[] = [
  {
    name: "published before the value is written",
    find: `      this.words[wordOf(slot)] = value;
      Atomics.store(this.words, turnOf(slot), (position + 1) | 0);`,
    replace: `      Atomics.store(this.words, turnOf(slot), (position + 1) | 0);
      this.words[wordOf(slot)] = value;`,
  },
  {
    name: "position reserved without compare-exchange",
    find: "Atomics.compareExchange(this.words, TAIL, position, (position + 1) | 0) !== position",
    replace: "Atomics.store(this.words, TAIL, (position + 1) | 0) !== ((position + 1) | 0)",
  },
  {
    name: "bit cleared without a second look",
    find: "if (Atomics.load(this.words, turnOf(position & this.mask)) !== ((position + 1) | 0)) return true;",
    replace: "if (position === position) return true;",
  },
  {
    name: "bit cleared after the second look",
    find: `    Atomics.store(this.words, STATE, IDLE);
    // The second look: pairs with the publication in send().
    const position = Atomics.load(this.words, HEAD);
    if (Atomics.load(this.words, turnOf(position & this.mask)) !== ((position + 1) | 0)) return true;
    return Atomics.exchange(this.words, STATE, SCHEDULED) === SCHEDULED;`,
    replace: `    const position = Atomics.load(this.words, HEAD);
    if (Atomics.load(this.words, turnOf(position & this.mask)) === ((position + 1) | 0)) return false;
    Atomics.store(this.words, STATE, IDLE);
    return true;`,
  },
  {
    name: "scheduled before the message is published",
    find: `      this.words[wordOf(slot)] = value;
      Atomics.store(this.words, turnOf(slot), (position + 1) | 0);
      // Published first: pairs with the second look in rest().
      return Atomics.exchange(this.words, STATE, SCHEDULED) === IDLE ? SCHEDULE : DELIVERED;`,
    replace: `      const state = Atomics.exchange(this.words, STATE, SCHEDULED);
      this.words[wordOf(slot)] = value;
      Atomics.store(this.words, turnOf(slot), (position + 1) | 0);
      return state === IDLE ? SCHEDULE : DELIVERED;`,
  },
  {
    name: "the receiver goes on whether or not another was scheduled",
    find: "return Atomics.exchange(this.words, STATE, SCHEDULED) === SCHEDULED;",
    replace: "return Atomics.exchange(this.words, STATE, SCHEDULED) === 2;",
  },
  {
    name: "slot freed before its value is read",
    find: `    const value = this.words[wordOf(slot)];
    Atomics.store(this.words, HEAD, (position + 1) | 0);
    Atomics.store(this.words, turnOf(slot), (position + this.capacity) | 0);
    return value;`,
    replace: `    Atomics.store(this.words, HEAD, (position + 1) | 0);
    Atomics.store(this.words, turnOf(slot), (position + this.capacity) | 0);
    return this.words[wordOf(slot)];`,
  },
  {
    name: "slot given back for the wrong round",
    find: "(position + this.capacity) | 0",
    replace: "(position + this.mask) | 0",
  },
  {
    name: "positions compared without wrapping",
    find: "const ahead = (Atomics.load(this.words, turnOf(slot)) - position) | 0;",
    replace: "const ahead = Atomics.load(this.words, turnOf(slot)) - position;",
  },
  {
    name: "bit read and set in two steps",
    find: "return Atomics.exchange(this.words, STATE, SCHEDULED) === IDLE ? SCHEDULE : DELIVERED;",
    replace: `const state = Atomics.load(this.words, STATE);
      Atomics.store(this.words, STATE, SCHEDULED);
      return state === IDLE ? SCHEDULE : DELIVERED;`,
  },
];
