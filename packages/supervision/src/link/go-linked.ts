/** Tasks with a bond to the one that starts them: linked, supervised, or none; as in Rust's design of 2013. */
import { type Body, go, type ResultOf, type Task, type TaskOptions } from "@mailslot/core";
import { checkOptions } from "@mailslot/core/engine";
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
  checkOptions("goLinked()", options);
  const { parent = here("goLinked()"), ...forTask } = options;
  checkAlive(parent);
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
  checkOptions("goSupervised()", options);
  const { parent = here("goSupervised()"), ...forTask } = options;
  checkAlive(parent);
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
  if (options !== undefined) checkOptions("goUnlinked()", options);
  return go(body, options);
}

function checkAlive(parent: Linkable): void {
  const { dead, owner } = bondsOf(parent);
  if (!dead) return;
  throw new SupervisionError(
    "ERR_MAILSLOT_NOPROC",
    `${owner.name} has ended: it can start no task that is bound to it`,
  );
}
