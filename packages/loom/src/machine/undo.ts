/**
 * The undo log: every change of the model's state during exploration goes through it, so that going back up the
 * tree of schedules restores exactly the earlier state. What changes at every step is saved in bundles, once per step,
 * and then assigned directly; everything else is set one property at a time.
 *
 * Invariants: an entry is its old values, its target and then its tag; `top` is the number of slots in use.
 */

import type { Resource } from "./memory.js";
import type { VirtualThread } from "./thread.js";

/** Bit sets of threads, and how many live. */
export interface Populations {
  ready: number;
  unsettled: number;
  timed: number;
  spinning: number;
  alive: number;
}

const PROPERTY = 0;
const ELEMENT = 1;
const THREAD = 2;
const RESOURCE = 3;
const POPULATIONS = 4;

export class UndoLog {
  private readonly slots: unknown[] = [];
  private top = 0;
  /** Numbers the steps, so that a thread is saved once in each. */
  private step = 1;

  /** Names the present state, for `rewind`. */
  mark(): number {
    return this.top;
  }

  /** Begins a step: every change from here on is saved again. */
  begin(populations: Populations): void {
    this.step++;
    this.push(populations.ready);
    this.push(populations.unsettled);
    this.push(populations.timed);
    this.push(populations.spinning);
    this.push(populations.alive);
    this.push(populations);
    this.push(POPULATIONS);
  }

  /** Saves the fields of a thread that most steps change, before they are assigned. */
  thread(thread: VirtualThread): void {
    if (thread.savedAt === this.step) return;
    thread.savedAt = this.step;
    this.push(thread.node);
    this.push(thread.status);
    this.push(thread.time);
    this.push(thread.clock);
    this.push(thread.past);
    this.push(thread);
    this.push(THREAD);
  }

  /** Saves which steps accessed a resource last, before they are assigned. */
  resource(resource: Resource): void {
    this.push(resource.lastWrite);
    this.push(resource.readers);
    this.push(resource);
    this.push(RESOURCE);
  }

  /** Sets a property and remembers what it was. */
  set<T extends object, K extends keyof T>(target: T, key: K, value: T[K]): void {
    const old = target[key];
    if (old === value) return;
    this.push(key);
    this.push(old);
    this.push(target);
    this.push(PROPERTY);
    target[key] = value;
  }

  /** Remembers an element that the caller changes. */
  element(target: object, index: number, old: unknown): void {
    this.push(index);
    this.push(old);
    this.push(target);
    this.push(ELEMENT);
  }

  /** Takes back every change made since `mark`, newest first. */
  rewind(mark: number): void {
    while (this.top > mark) this.takeBack();
    this.step++;
  }

  private push(value: unknown): void {
    this.slots[this.top++] = value;
  }

  private takeBack(): void {
    const { slots } = this;
    switch (slots[this.top - 1]) {
      case ELEMENT: {
        const at = (this.top -= 4);
        (slots[at + 2] as unknown[])[slots[at] as number] = slots[at + 1];
        return;
      }
      case THREAD: {
        const at = (this.top -= 7);
        const thread = slots[at + 5] as VirtualThread;
        thread.node = slots[at] as VirtualThread["node"];
        thread.status = slots[at + 1] as number;
        thread.time = slots[at + 2] as number;
        thread.clock = slots[at + 3] as VirtualThread["clock"];
        thread.past = slots[at + 4] as VirtualThread["past"];
        return;
      }
      case RESOURCE: {
        const at = (this.top -= 4);
        const resource = slots[at + 2] as Resource;
        resource.lastWrite = slots[at] as number;
        resource.readers = slots[at + 1] as number;
        return;
      }
      case POPULATIONS: {
        const at = (this.top -= 7);
        const populations = slots[at + 5] as Populations;
        populations.ready = slots[at] as number;
        populations.unsettled = slots[at + 1] as number;
        populations.timed = slots[at + 2] as number;
        populations.spinning = slots[at + 3] as number;
        populations.alive = slots[at + 4] as number;
        return;
      }
      default: {
        const at = (this.top -= 4);
        (slots[at + 2] as Record<PropertyKey, unknown>)[slots[at] as PropertyKey] = slots[at + 1];
      }
    }
  }
}
