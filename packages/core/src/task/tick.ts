/**
 * One tick: a task is started, resumed or cancelled, and runs until its next wait or its end.
 * The caller has set `running`. See docs/decisions/0026-cancelling-fails-the-wait.md.
 */
import { isCancellation } from "../errors.js";
import { notAnOperation, notIterated } from "../misuse.js";
import type { LiveTasks } from "../scheduler/live-tasks.js";
import { turn } from "../scheduler/running.js";
import { isWaiting, type Operation, WAITING, type Wait } from "../source/operation.js";
import { Source } from "../source/source.js";
import { CANCEL, CANCELLED, DELIVERED, PROMISED, STACKLESS, STARTED, YIELDED } from "./flags.js";
import { drive, type Frame, isFrame, isSteps, resume } from "./steps.js";
import type { TaskCore } from "./task.js";

/** A task without a stack. */
interface Reacting {
  react(): void;
}

export function tick(task: TaskCore): void {
  let result: IteratorResult<Wait, unknown> | null;
  try {
    const { flags } = task;
    if ((flags & (STARTED | CANCEL)) === STARTED) result = resume(task.frame as Frame);
    else if ((flags & (STACKLESS | STARTED)) === STACKLESS) {
      (task as TaskCore & Reacting).react();
      return;
    } else result = tickOther(task);
  } catch (error) {
    settleRejected(task, error);
    return;
  }
  if (result === null) return;
  if (result !== WAITING) conclude(task, result);
  else if ((task.flags & CANCEL) !== 0) task.withdraw();
}

/** The ticks that `tick` leaves: a first one, a cancellation, steps of a task without a stack. Returns null if nothing is left to do. */
function tickOther(task: TaskCore): IteratorResult<Wait, unknown> | null {
  const flags = task.flags;
  // A result delivered before the cancellation goes first: a message that was taken is never lost.
  if ((flags & CANCEL) !== 0 && (flags & DELIVERED) === 0) return tellCancelled(task);
  if ((flags & STARTED) !== 0) return resume(task.frame as Frame);
  return task.frame === null ? start(task) : task.frame.next();
}

function start(task: TaskCore): IteratorResult<Wait, unknown> | null {
  const { body } = task;
  if (typeof body !== "function") return begin(task, body as Frame);
  const made = body(task as never); // user code runs here
  if (isFrame(made)) return begin(task, made);
  if (isSteps(made)) return begin(task, drive(made));
  if (typeof (made as PromiseLike<unknown> | null)?.then !== "function") return { done: true, value: made };
  const iterate = (made as Partial<Operation<unknown>>)[Symbol.iterator];
  // A source stands where steps would, and the task does not count as started, since nothing is left to run: each tick
  // asks the source, and a cancelled task ends at once: 160 bytes less than a generator, and no error (0035).
  if (iterate === Source.prototype[Symbol.iterator]) return (task.frame = made as Frame).next();
  if (iterate !== undefined) return begin(task, drive(made as Operation<unknown>));
  // A promise of the platform settles once, whatever a thenable in it does.
  const promise = Promise.resolve(made as PromiseLike<unknown>);
  task.flags |= STARTED | PROMISED;
  (turn.live as LiveTasks<TaskCore>).parked(task, turn.clock); // though for no source
  promise.then(
    (value) => task.complete(value),
    (error) => settleRejected(task, error),
  );
  return null;
}

function begin(task: TaskCore, frame: Frame): IteratorResult<Wait, unknown> {
  task.flags |= STARTED;
  task.frame = frame;
  return resume(frame);
}

function tellCancelled(task: TaskCore): IteratorResult<Wait, unknown> | null {
  task.flags = (task.flags & ~(CANCEL | YIELDED)) | CANCELLED;
  // The wait fails, rather than the generator being resumed with `return`, which `yield*` forgets when the `finally` of an
  // inner generator waits: the outer one would then go on.
  if ((task.flags & STARTED) === 0) task.endCancelled();
  else if (task.frame !== null) return resume(task.failWait());
  return null; // or an async body, which has seen its signal abort
}

/** A body that was cancelled and throws because of it was cancelled; anything else it throws is a failure. */
function settleRejected(task: TaskCore, error: unknown): void {
  if ((task.flags & (CANCEL | CANCELLED)) !== 0 && (isCancellation(error) || error === task.signal.reason))
    task.endCancelled();
  else task.reject(error);
}

/** Looks at what a body has yielded or returned: it may wait, have ended, or have yielded something that is not a wait of this copy. */
function conclude(task: TaskCore, result: IteratorResult<Wait, unknown>): void {
  let value: unknown;
  try {
    for (let last = result; ; last = (task.frame as Frame).throw(notAnOperation(task.name, value))) {
      // The result may come from a user's iterator, whose `done` and `value` are user code.
      const isDone = last.done === true;
      if (!isDone && isWaiting(last)) {
        if ((task.flags & CANCEL) !== 0) task.withdraw();
        return;
      }
      value = last.value;
      if (isDone) break;
    }
  } catch (error) {
    settleRejected(task, isMissingThrow(error) ? notIterated(task.name, value, error) : error);
    return;
  }
  if ((task.flags & CANCELLED) !== 0) task.endCancelled();
  else task.complete(value);
}

/** Whether an engine complains that an iterator, as that of an array after `yield*`, cannot be thrown an error. */
function isMissingThrow(error: unknown): boolean {
  try {
    return error instanceof TypeError && /\bthrow\b/.test(error.message); // user code may run here
  } catch {
    return false;
  }
}
