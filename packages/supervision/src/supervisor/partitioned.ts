/** Partitioned supervisors: several dynamic supervisors, between which a key decides. Elixir's PartitionSupervisor. */
import type { ExitReason } from "@mailslot/actor";
import { mapped, type Source } from "@mailslot/core";
import { badArgument, hash } from "@mailslot/core/engine";
import type { Started, StartIsOver, StartResult } from "../child/child-spec.js";
import type { HasRef } from "../linkable.js";
import { type DynamicSupervisor, type DynamicSupervisorOptions, dynamicSupervisor, readChildren } from "./dynamic.js";
import { readCommon, wrong } from "./options.js";
import { type Supervisor, supervisor } from "./supervisor.js";

/** What a partitioned supervisor is told: the options are those of each partition. */
export interface PartitionedSupervisorOptions<A extends readonly unknown[], S extends StartResult>
  extends DynamicSupervisorOptions<A, S> {
  /** How many partitions, from 1. */
  readonly partitions: number;
}

/** A partitioned supervisor that runs. Its partitions are the children of {@link supervisor}, one-for-one. */
export interface PartitionedSupervisor<A extends readonly unknown[], S extends StartResult>
  extends HasRef,
    AsyncDisposable {
  /** The supervisor of the partitions. */
  readonly supervisor: Supervisor;
  /** How many partitions there are. */
  readonly partitions: number;
  /** Completes with its exit reason when it has ended, and never fails. A waiter counts as having seen a failure. */
  readonly ended: Source<ExitReason>;
  /**
   * Returns the partition for a key: numbers by remainder, strings by their hash. Throws `ERR_MAILSLOT_CHILD_NOT_RUNNING`
   * while that is restarted.
   */
  partition(key: string | number): DynamicSupervisor<A, S>;
  /** Starts a child in the {@link partition} for `key`. */
  startChild(key: string | number, ...args: A): Source<Started<S>>;
  /** Stops all partitions, then the supervisor; gives its exit reason. */
  stop(reason?: ExitReason): Source<ExitReason>;
}

/**
 * Starts a supervisor over `partitions` dynamic supervisors, so that starting and restarting do not queue up at one.
 *
 * @example
 * ```ts
 * import { defineActor, spawn } from "@mailslot/actor";
 * import { partitionedSupervisor } from "@mailslot/supervision";
 *
 * const Session = defineActor("session", {
 *   state: (user: string) => ({ user }),
 *   receive: { user: (ctx) => ctx.state.user },
 * });
 * await using sessions = await partitionedSupervisor({ partitions: 4, start: (user: string) => spawn(Session, user) });
 * const ann = await sessions.startChild("ann", "ann"); // the key, which chooses the partition, and the arguments
 * console.log(await ann.ask.user()); // ann
 * ```
 */
export function partitionedSupervisor<A extends readonly unknown[], S extends StartResult>(
  options: PartitionedSupervisorOptions<A, S> & StartIsOver<S>,
): Source<PartitionedSupervisor<A, S>> {
  const { name, scheduler, intensity, backoff } = readCommon(options);
  const { partitions } = options;
  if (!Number.isInteger(partitions) || partitions < 1)
    throw wrong("number of partitions", partitions, "a whole number from 1");
  const each = { ...readChildren(options), intensity: { ...intensity }, ...(backoff && { backoff: { ...backoff } }) };
  const children = Array.from({ length: partitions }, (_, n) => ({
    id: String(n),
    start: () => dynamicSupervisor(each as unknown as DynamicSupervisorOptions<A, S> & StartIsOver<S>),
  }));
  const root = supervisor({ children, ...(name !== undefined && { name }), ...(scheduler && { scheduler }) });
  return mapped(root, (top) => new PartitionedSupervisorCore<A, S>(top as Supervisor, partitions));
}

class PartitionedSupervisorCore<A extends readonly unknown[], S extends StartResult>
  implements PartitionedSupervisor<A, S>
{
  readonly supervisor: Supervisor;
  readonly partitions: number;

  constructor(top: Supervisor, partitions: number) {
    this.supervisor = top;
    this.partitions = partitions;
  }

  get ref(): Supervisor["ref"] {
    return this.supervisor.ref;
  }

  get ended(): Source<ExitReason> {
    return this.supervisor.ended;
  }

  partition(key: string | number): DynamicSupervisor<A, S> {
    if (typeof key !== "string" && !Number.isFinite(key))
      throw badArgument("the key of a partition", key, "a text or a number");
    const n = (typeof key === "number" ? Math.abs(Math.trunc(key)) : hash(key)) % this.partitions;
    return this.supervisor.child(String(n)) as unknown as DynamicSupervisor<A, S>;
  }

  startChild(key: string | number, ...args: A): Source<Started<S>> {
    return this.partition(key).startChild(...args);
  }

  stop(reason?: ExitReason): Source<ExitReason> {
    return this.supervisor.stop(reason);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}
