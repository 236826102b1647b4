/** Tasks with a bond to the one that starts them: linked, supervised, or none; as in Rust's design of 2013. */
import { type Body, go, type ResultOf, type Task, type TaskOptions } from "@mailslot/core";
import { checkKind, checkOptions } from "@mailslot/core/engine";
import { SupervisionError } from "../errors.js";
import { here, type Linkable } from "../linkable.js";
import { bondsOf } from "./bonds.js";
import { link } from "./link.js";
import { MonitorCore } from "./monitor-core.js";

/** How to start a task with a bond. */
export interface BondOptions extends TaskOptions {
  /** The actor or task that it is bound to. Default: the running actor or task. */
  readonly parent?: Linkable;
}

/**
 * Starts a task that is linked with the one that starts it: when either fails, both end.
 *
 * @example
 * ```ts
 * import { go, sleep } from "@mailslot/core";
 * import { goLinked } from "@mailslot/supervision";
 *
 * const parent = go(function* parent() {
 *   goLinked(() => Promise.reject(new Error("broken")));
 *   yield* sleep(60_000); // ends when the linked task fails
 * });
 * console.log((await parent.outcome()).status === "completed"); // false
 * ```
 */
export function goLinked<R>(body: Body<R>, options: BondOptions = {}): Task<ResultOf<R>> {
  const [parent, forTask] = bound("goLinked()", options);
  const task = go(body, forTask);
  link(task as Task, parent);
  return task;
}

/**
 * Starts a task that ends when the one that starts it fails; its own failure ends no other.
 *
 * @example
 * ```ts
 * import { go, sleep } from "@mailslot/core";
 * import { goSupervised } from "@mailslot/supervision";
 *
 * await go(function* parent() {
 *   const child = goSupervised(() => Promise.reject(new Error("broken")));
 *   console.log((yield* child.outcome()).status); // failed
 *   yield* sleep(1);
 *   console.log("the parent goes on"); // the parent goes on
 * });
 * ```
 */
export function goSupervised<R>(body: Body<R>, options: BondOptions = {}): Task<ResultOf<R>> {
  const [parent, forTask] = bound("goSupervised()", options);
  const task = go(body, forTask);
  new MonitorCore(bondsOf(parent), bondsOf(task as Task), true).begin();
  return task;
}

/**
 * Starts a task without a bond: no failure passes between it and the task that starts it. `go` does the same.
 *
 * @example
 * ```ts
 * import { go } from "@mailslot/core";
 * import { goUnlinked } from "@mailslot/supervision";
 *
 * await go(function* () {
 *   console.log(yield* goUnlinked(() => 42)); // 42
 * });
 * ```
 */
export function goUnlinked<R>(body: Body<R>, options?: TaskOptions): Task<ResultOf<R>> {
  return options === undefined ? go(body) : go(body, forTasks("goUnlinked()", options));
}

/** Reads the options of a task with a bond, each once. */
function bound(caller: string, options: BondOptions): [parent: Linkable, forTask: TaskOptions] {
  checkOptions(caller, options);
  const { parent = here(caller), ...forTask } = options;
  checkAlive(parent);
  return [parent, forTasks(caller, forTask)];
}

/** Reads the options of a task, each once; fails unless they can be used. */
function forTasks(caller: string, options: TaskOptions): TaskOptions {
  checkOptions(caller, options);
  const read = { ...options };
  if (read.scheduler !== undefined) checkKind(`the scheduler given to ${caller}`, read.scheduler, "io", "a scheduler");
  return read;
}

function checkAlive(parent: Linkable): void {
  const { dead, owner } = bondsOf(parent);
  if (!dead) return;
  throw new SupervisionError(
    "ERR_MAILSLOT_NOPROC",
    `${owner.name} has ended: it can start no task that is bound to it`,
  );
}
