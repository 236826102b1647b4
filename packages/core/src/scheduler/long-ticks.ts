/** Whether ticks are long at present, so that the clock is read after each of them. */
import type { Policy } from "../policy.js";

export class LongTicks {
  /** For how many more ticks the clock is read after each. */
  private wary = 0;

  /**
   * Notes that `ticks` ticks took `took` ms together, and returns whether to read the clock after the next tick. After ticks
   * that took a whole burst, the answer stays yes for a while, across turns too: a task that was slow once will be slow
   * again, however many short ticks that I/O has woken come in between.
   */
  noteDuration(took: number, ticks: number, { burst, looks }: Policy): boolean {
    this.wary = took >= burst ? Math.trunc(took * looks) : this.wary - ticks;
    return this.wary > 0 || took >= burst / 4;
  }
}
