/**
 * The watchers that there are, and how each is called: what it throws is reported, and harms no message.
 *
 * Invariants: a watch is on from `addWatch` to `removeWatch`, and calls its watcher only then.
 */
import type { ContextCarrier, Task, Waiter } from "@mailslot/core";
import { badArgument, checkFunction, isReadable, reportThrown } from "@mailslot/core/engine";
import type { MessageWatcher } from "./message-watcher.js";

type Watcher = MessageWatcher<unknown>;

const METHODS = ["began", "within", "ended", "lost", "answered"] as const;

/** A watcher, as a carrier of the contexts that it gives to handlers. */
export class Watch implements ContextCarrier<unknown> {
  readonly watcher: Watcher;
  isOn: boolean;

  constructor(given: Watcher) {
    if (!isReadable(given)) throw badArgument("the watcher given to watchMessages()", given, "an object with sent()");
    const watcher: Record<string, unknown> = {};
    const take = (name: keyof Watcher, method: unknown): void => {
      checkFunction(`${name} of the watcher given to watchMessages()`, method);
      watcher[name] = (method as () => unknown).bind(given);
    };
    take("sent", given.sent);
    for (const name of METHODS) {
      const method = given[name];
      if (method !== undefined) take(name, method);
    }
    this.watcher = watcher as unknown as Watcher;
    this.isOn = false;
  }

  /** Calls one of the watcher's methods. */
  tell<R>(what: keyof Watcher, task: Task, call: (watcher: Watcher) => R): R | undefined {
    if (!this.isOn) return undefined;
    try {
      return call(this.watcher); // user code runs here
    } catch (error) {
      reportThrown(`${what} of a watcher of messages`, error, task as unknown as Waiter);
      return undefined;
    }
  }

  capture(): undefined {
    return undefined;
  }

  run(kept: unknown, step: () => void): void {
    const { within } = this.watcher;
    if (within === undefined || !this.isOn) step();
    else within(kept, step); // user code runs here
  }
}

let watches: readonly Watch[] = [];

/** Returns those that are on, in the order in which they came. */
export function watchesNow(): readonly Watch[] {
  return watches;
}

/** Returns how many there are then. */
export function addWatch(watch: Watch): number {
  watch.isOn = true;
  watches = [...watches, watch];
  return watches.length;
}

/** Returns how many are left; -1 when it was not on. */
export function removeWatch(watch: Watch): number {
  if (!watch.isOn) return -1;
  watch.isOn = false;
  watches = watches.filter((each) => each !== watch);
  return watches.length;
}
