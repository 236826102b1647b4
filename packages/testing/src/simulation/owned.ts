/** What ends with the body: each is asked to, and then has time to do so. */
import type { Task } from "@mailslot/core";
import type { VirtualLoop } from "./virtual-loop.js";

export interface Owned {
  /** Asks it to end; user code may run here. */
  end(): void;
  /** Whether it has ended; one that is elsewhere, or has something to finish, takes its time. */
  hasEnded(): boolean;
}

/** How many timers may fire, so that one that never ends is found. */
const MOST_TIMERS = 100;

const ENDED: readonly Task["status"][] = ["completed", "failed", "cancelled"];

export function ownedTask(task: Task): Owned {
  return { end: () => task.cancel(), hasEnded: () => ENDED.includes(task.status) };
}

/** Ends all, the last one first; time goes on until they have. */
export async function endOwned(owned: readonly Owned[], loop: VirtualLoop, isOver: () => boolean): Promise<void> {
  for (const one of owned.toReversed()) one.end();
  await loop.settle(isOver, owned.length > 0);
  for (let n = 0; n < MOST_TIMERS && loop.nextTimer !== null && !isOver(); n++) {
    if (owned.every((one) => one.hasEnded())) return;
    loop.fireNext();
    await loop.settle(isOver);
  }
}
