/** How a thread shows that its blocks, or those of a thread that has died, may hold jobs: its ring, and the inject ring behind it. */

import { pushRing, shedHalf } from "../atomic/ring.js";
import { INJECT_MASK, type Memory, OVERFLOWED, PUBLISHED, RING_MASK } from "./memory.js";

export class Hints {
  private readonly memory: Memory;
  private readonly thread: number;
  private readonly shed: Int32Array;
  /** What found no room in either: shown as soon as there is. */
  private waiting: number[];

  constructor(memory: Memory, thread: number) {
    this.memory = memory;
    this.thread = thread;
    this.shed = new Int32Array(RING_MASK + 1);
    this.waiting = [];
  }

  /** Shows a hint; half of a full ring, and then the hint itself, go to the inject ring. */
  push(hint: number): void {
    const { words } = this.memory;
    const ring = this.memory.ringAt(this.thread);
    this.memory.count(this.thread, PUBLISHED);
    while (!pushRing(words, ring, RING_MASK, hint)) {
      const count = shedHalf(words, ring, RING_MASK, this.shed);
      if (count > 0) this.memory.count(this.thread, OVERFLOWED);
      for (let n = 0; n < count; n++) this.inject(this.shed[n] as number);
    }
  }

  /** Shows what has waited for room. */
  flush(): void {
    if (this.waiting.length === 0) return;
    const hints = this.waiting;
    this.waiting = [];
    for (const hint of hints) this.inject(hint);
  }

  private inject(hint: number): void {
    if (!pushRing(this.memory.words, this.memory.injectAt(this.thread), INJECT_MASK, hint)) this.waiting.push(hint);
  }
}
