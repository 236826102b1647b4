/**
 * How a thread shows that its blocks, or those of a thread that has died, may hold jobs: its ring, and the inject ring behind it; for each other
 * group a ring of its own.
 */

import { pushRing, shedHalf } from "../atomic/ring.js";
import { INJECT_MASK, type Memory, OVERFLOWED, PUBLISHED, RING_MASK } from "./memory.js";

export class Hints {
  private readonly memory: Memory;
  private readonly thread: number;
  private readonly group: number;
  private readonly shed: Int32Array;
  /** What found no room in either: shown as soon as there is. */
  private waiting: { readonly hint: number; readonly ring: number }[];

  constructor(memory: Memory, thread: number) {
    this.memory = memory;
    this.thread = thread;
    this.group = memory.places.groupOf(thread);
    this.shed = new Int32Array(RING_MASK + 1);
    this.waiting = [];
  }

  /** Shows a hint to a group. Of a full ring one half, and then the hint itself, go to the inject ring. */
  push(hint: number, group: number): void {
    const { words } = this.memory;
    this.memory.count(this.thread, PUBLISHED);
    if (group !== this.group) {
      this.inject(hint, this.memory.outAt(this.thread, group));
      return;
    }
    const ring = this.memory.ringAt(this.thread);
    while (!pushRing(words, ring, RING_MASK, hint)) {
      const count = shedHalf(words, ring, RING_MASK, this.shed);
      if (count > 0) this.memory.count(this.thread, OVERFLOWED);
      for (let n = 0; n < count; n++) this.inject(this.shed[n] as number, this.memory.injectAt(this.thread));
    }
  }

  /** Shows what has waited for room. */
  flush(): void {
    if (this.waiting.length === 0) return;
    const all = this.waiting;
    this.waiting = [];
    for (const { hint, ring } of all) this.inject(hint, ring);
  }

  private inject(hint: number, ring: number): void {
    if (!pushRing(this.memory.words, ring, INJECT_MASK, hint)) this.waiting.push({ hint, ring });
  }
}
