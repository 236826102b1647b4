/**
 * Actors by key as one task, such as a child of a supervisor: it ends when it is cancelled, or when too many of them have failed, and they
 * drain with it.
 *
 * Invariants: `times` holds those of the last failures, one more than may be within the window at most.
 */
import {
  MailslotError,
  type NotReady,
  notReady,
  QueuedSource,
  type Scheduler,
  type Source,
  type Steps,
  type Task,
  watchEnd,
} from "@mailslot/core";
import { badArgument, checkOptions } from "@mailslot/core/engine";

/** How often actors by key may fail before the task that stands for them does. The same as the intensity of a supervisor. */
export interface ServeOptions {
  /** Default: as often as they like. */
  readonly intensity?: {
    /** Failures allowed within the window. Default: 1. */
    readonly restarts?: number;
    /** The window in milliseconds. Default: 5,000. */
    readonly within?: number;
  };
}

/** The actors that are served. */
interface Served {
  readonly scheduler: Scheduler;
  /** The name of their definition. */
  readonly name: string;
  /** Lets all drain, and takes no more messages. */
  close(): void;
  /** Completes when all that drain have ended. */
  ends(): Steps<void>;
}

export class Serving extends QueuedSource<never> {
  readonly task: Task<void>;
  private readonly name: string;
  private readonly restarts: number;
  private readonly within: number;
  private readonly times: number[];
  private error: Error | null;

  constructor(served: Served, options: ServeOptions) {
    super();
    checkOptions("serve()", options);
    const { intensity } = options;
    if (intensity !== undefined) checkOptions("intensity", intensity);
    const { restarts = intensity === undefined ? Number.POSITIVE_INFINITY : 1, within = 5_000 } = intensity ?? {};
    if (!(Number.isInteger(restarts) || restarts === Number.POSITIVE_INFINITY) || restarts < 0)
      throw badArgument("intensity.restarts", restarts, "a whole number from 0, or Infinity");
    if (!(typeof within === "number" && within > 0))
      throw badArgument("intensity.within", within, "milliseconds above 0");
    this.name = served.name;
    this.restarts = restarts;
    this.within = within;
    this.times = [];
    this.error = null;
    this.task = this.begin(served);
  }

  private begin(served: Served): Task<void> {
    const ended: Source<never> = this;
    const task = served.scheduler.go(
      function* serveKeyed() {
        try {
          yield* ended;
        } finally {
          served.close();
          yield* served.ends();
        }
      },
      { name: `actors by key, ${served.name}` },
    );
    watchEnd(task, {
      ended: () => {
        served.close(); // also when it had not begun
        return false;
      },
    });
    return task;
  }

  /** One of the actors has failed at `now`. */
  failed(error: unknown, now: number): void {
    const { times, restarts, within } = this;
    if (restarts === Number.POSITIVE_INFINITY) return;
    times.push(now);
    if (times.length <= restarts) return;
    const first = times.shift() as number;
    if (now - first > within || this.error !== null) return;
    const reason = new MailslotError<string>(
      "ERR_MAILSLOT_RESTART_INTENSITY",
      `actors by key, ${this.name}: more than ${restarts} have failed within ${within} ms`,
      { cause: error },
    );
    this.error = reason;
    this.waiters.failAll(() => reason);
  }

  poll(): NotReady {
    if (this.error !== null) throw this.error;
    return notReady;
  }

  override describe(): string {
    return "its cancellation";
  }
}
