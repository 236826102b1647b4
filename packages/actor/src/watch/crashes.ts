/**
 * Hearing of crashes: of every actor of this thread that ends with a failure, whoever else sees it. As a layer that is there only while
 * somebody listens, below that of docs/decisions/0315-watching-messages.md.
 *
 * Invariants: the layer stands between `ActorAway` and `ActorEnd` exactly while there are listeners.
 */
import { checkFunction, reportThrown } from "@mailslot/core/engine";
import { ActorAway } from "../actor/actor-away.js";
import { ActorEnd } from "../actor/actor-end.js";
import { GONE, KILLED } from "../actor/mode.js";
import { type ExitReason, isOrderly } from "../exit-reason.js";
import type { AnyRef } from "../ref/ref.js";

/** The end of an actor by a failure. */
export interface Crash {
  /** The actor, which has not been told to anybody as ended yet. */
  readonly actor: AnyRef;
  /** The message or hook whose handler has thrown; null when a signal, such as that of a link, has ended it. */
  readonly handling: string | null;
  /** Why it ends: what the handler has thrown, or the reason that it was given. */
  readonly reason: ExitReason;
}

let listeners: readonly ((crash: Crash) => void)[] = [];

abstract class CrashingActor extends ActorEnd {
  protected override finish(): void {
    const { extra, flags } = this;
    const isLocal = !this.isDistant && this.isOwn;
    if (isLocal && (flags & (GONE | KILLED)) === 0 && !isOrderly(extra.reason)) this.tellCrash();
    super.finish();
  }

  /** Whether it is an actor, and not a ref that outlasts restarts. */
  private get isOwn(): boolean {
    return (this as unknown as { readonly standsFor: unknown }).standsFor === this;
  }

  private tellCrash(): void {
    const { hasThrown, failedIn, reason } = this.extra;
    const crash: Crash = { actor: this.self, handling: hasThrown ? failedIn : null, reason };
    for (const told of listeners) {
      try {
        told(crash); // user code runs here
      } catch (error) {
        reportThrown("a listener of watchCrashes()", error, this as never);
      }
    }
  }
}

/**
 * Calls `told` when an actor of this thread ends with a failure, before anybody else is told, until what is returned is disposed of. It does
 * not count as seeing the failure, must not wait, and what it throws goes to `onUnhandled`. Kills and orderly ends do not count as crashes; an
 * actor elsewhere crashes there. Throws `ERR_MAILSLOT_ARGUMENT` for what is not a function.
 *
 * @example
 * ```ts
 * import { defineActor, exitOf, spawn, watchCrashes } from "@mailslot/actor";
 *
 * const watching = watchCrashes(({ actor, handling, reason }) => {
 *   console.log(actor.name.split("#")[0], handling, `${reason}`); // worker work Error: disk full
 * });
 * const Worker = defineActor("worker", {
 *   receive: {
 *     work() {
 *       throw new Error("disk full");
 *     },
 *   },
 * });
 * const worker = spawn(Worker);
 * worker.tell.work();
 * await exitOf(worker);
 * watching[Symbol.dispose]();
 * ```
 */
export function watchCrashes(told: (crash: Crash) => void): Disposable {
  checkFunction("the listener given to watchCrashes()", told);
  const own = (crash: Crash): void => told(crash);
  listeners = [...listeners, own];
  Object.setPrototypeOf(ActorAway.prototype, CrashingActor.prototype);
  return {
    [Symbol.dispose]: () => {
      listeners = listeners.filter((each) => each !== own);
      if (listeners.length === 0) Object.setPrototypeOf(ActorAway.prototype, ActorEnd.prototype);
    },
  };
}
