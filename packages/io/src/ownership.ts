/**
 * Whose an I/O object is: it belongs to the scheduler it was opened under, whose tasks alone may use it as it is. Tasks
 * of others use a handle (net/handle.ts). What runs outside every task, an `await` above all, is free of this. See
 * docs/decisions/0223-ownership-of-io.md.
 *
 * Invariants: the first property of an I/O object is `home`, a symbol. No algorithm copies symbols from thread to thread, and
 * its error shows the symbol's description. A getter that throws would hit code that prints, compares or spreads the object.
 */
import { currentScheduler, currentTask, type Scheduler, UsageError } from "@mailslot/core";

/** Something that belongs to a scheduler, and can say what it is. */
export interface Owned {
  /** The scheduler whose tasks may use it. */
  readonly scheduler: Scheduler;
  /** Says what it is, for errors and dumps. */
  describe(): string;
}

/** Fails with `ERR_MAILSLOT_TWO_SCHEDULERS` when the task that runs belongs to another scheduler than `owned`. */
export function checkHome(owned: Owned): void {
  const task = currentTask();
  if (task !== null && currentScheduler() !== owned.scheduler) throw foreign(owned, task.name);
}

function foreign(owned: Owned, task: string): UsageError {
  return new UsageError(
    "ERR_MAILSLOT_TWO_SCHEDULERS",
    `${owned.describe()} belongs to scheduler "${owned.scheduler.name}", and task ${task} of scheduler ` +
      `"${currentScheduler().name}" uses it: give that task a handle() of it`,
  );
}

/** Makes `owned` fail to be copied to another thread, with an error that says why; called first in its constructor. */
export function stayHome(owned: Owned): void {
  Object.defineProperty(owned, "home", HOME);
}

/** Shared, and computed when asked for: so it takes no memory per object. */
const HOME: PropertyDescriptor & ThisType<Owned> = {
  enumerable: true,
  get() {
    return homeOf(this);
  },
};

/** The same as the value of a first property, for what wraps `owned`. */
export function homeOf(owned: Owned): symbol {
  return stays(`${owned.describe()} belongs to scheduler "${owned.scheduler.name}" of the thread that opened it`);
}

function stays(why: string): symbol {
  return Symbol(`${why}: use it there, and send what it gives. It`);
}

/** The same for operations. */
export const OPERATION: symbol = /* @__PURE__ */ stays("an I/O operation belongs to the thread that made it");

/** The same for exchanges of HTTP, without a name: there are many. */
export const EXCHANGE: symbol = /* @__PURE__ */ stays("an HTTP exchange belongs to the thread of its server");

/** The same for networks, which belong to no scheduler. */
export const NETWORK: symbol = /* @__PURE__ */ stays("a network, and what it links, belongs to its thread");
