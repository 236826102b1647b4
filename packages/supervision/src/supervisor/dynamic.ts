/** Dynamic supervisors: any number of children of one sort, started on request. OTP's simple_one_for_one. */
import type { AnyRef, ExitReason } from "@mailslot/actor";
import type { Source } from "@mailslot/core";
import {
  type ChildShutdown,
  checkRestart,
  type ReadSpec,
  type RestartType,
  readShutdown,
  type Startable,
  type Started,
  type StartIsOver,
  type StartResult,
} from "../child/child-spec.js";
import { SupervisionError } from "../errors.js";
import type { HasRef } from "../linkable.js";
import type { ChildCounts, ChildInfo } from "./child-info.js";
import { Engine } from "./engine.js";
import { type CommonOptions, readCommon, wrong } from "./options.js";
import { starting } from "./starting.js";
import { BaseSupervisor } from "./supervisor.js";

/** What a dynamic supervisor is told. */
export interface DynamicSupervisorOptions<A extends readonly unknown[], S extends StartResult> extends CommonOptions {
  /** Starts a child, in a tick of the supervisor, from the arguments of `startChild`; the same ones at each restart. */
  readonly start: (...args: A) => S;
  /** When a child that has ended is restarted. Default: `"permanent"`. */
  readonly restart?: RestartType;
  /** How a child is stopped, and within how many ms, as in a child spec. Default: 5,000; a supervisor has no limit. */
  readonly shutdown?: ChildShutdown;
  /** The most children it may have. Default: Infinity. */
  readonly maxChildren?: number;
}

/** A dynamic supervisor that runs. */
export interface DynamicSupervisor<A extends readonly unknown[] = readonly never[], S extends StartResult = StartResult>
  extends HasRef,
    AsyncDisposable {
  /** The name of its actor, with the name it was given. */
  readonly name: string;
  /** The actor that it is: to be linked, monitored, or given to what takes a ref. */
  readonly ref: AnyRef;
  /** Whether it has not ended. */
  readonly alive: boolean;
  /** Completes with its exit reason when it has ended, and never fails. A waiter counts as having seen a failure. */
  readonly ended: Source<ExitReason>;
  /**
   * Starts a child. Fails with `ERR_MAILSLOT_CHILD_START`, or `ERR_MAILSLOT_MAX_CHILDREN`. When you start very many
   * children, await a call now and then: queued requests are handled before restarts, and 100,000 of them trigger the
   * deep-mailbox warning.
   */
  startChild(...args: A): Source<Started<S>>;
  /**
   * Stops a child, given by any of its incarnations, waits for its end and forgets it. Completes if it has ended and is
   * forgotten already. Fails with `ERR_MAILSLOT_UNKNOWN_CHILD` for what has never been a child.
   */
  terminateChild(child: Startable): Source<void>;
  /** Lists the children; ids are numbers in the order of starting. */
  whichChildren(): Source<readonly ChildInfo[]>;
  /** Counts the children. */
  countChildren(): Source<ChildCounts>;
  /** Stops the children, all at the same time, then the supervisor; gives its exit reason. */
  stop(reason?: ExitReason): Source<ExitReason>;
}

/**
 * Starts a supervisor without children, whose children are started by `startChild(…args)`. One that ends is restarted by
 * itself, with the same arguments, counted by the intensity as in {@link supervisor}; one that is not restarted is
 * forgotten.
 *
 * @example
 * ```ts
 * import { defineActor, spawn } from "@mailslot/actor";
 * import { dynamicSupervisor } from "@mailslot/supervision";
 *
 * const Session = defineActor("session", {
 *   state: (user: string) => ({ user }),
 *   receive: { user: (ctx) => ctx.state.user },
 * });
 * await using sessions = await dynamicSupervisor({ start: (user: string) => spawn(Session, user) });
 * const ann = await sessions.startChild("ann");
 * console.log(await ann.ask.user()); // ann
 * ```
 */
export function dynamicSupervisor<A extends readonly unknown[], S extends StartResult>(
  options: DynamicSupervisorOptions<A, S> & StartIsOver<S>,
): Source<DynamicSupervisor<A, S>> {
  const common = readCommon(options);
  const every = readChildren(options);
  const engine = new Engine({
    ...common,
    strategy: "one-for-one",
    autoShutdown: "never",
    children: [],
    together: true,
  });
  return starting(engine, new DynamicSupervisorCore(engine, every) as unknown as DynamicSupervisor<A, S>);
}

/** What all children have in common. */
interface EveryChild extends Omit<ReadSpec, "id" | "start"> {
  readonly start: (...args: unknown[]) => StartResult;
  readonly maxChildren: number;
}

/** Reads the options that concern the children, each once; fails unless they make sense. */
export function readChildren<A extends readonly unknown[], S extends StartResult>(
  options: DynamicSupervisorOptions<A, S>,
): EveryChild {
  const { start, restart = "permanent", shutdown, maxChildren = Number.POSITIVE_INFINITY } = options;
  if (typeof start !== "function") throw wrong("start", start, "a function, (…args) => spawn(Worker, …args)");
  checkRestart("a dynamic supervisor", restart);
  if (typeof maxChildren !== "number" || !(maxChildren >= 1))
    throw wrong("maxChildren", maxChildren, "a number from 1, or Infinity");
  const read = readShutdown("a dynamic supervisor", shutdown);
  return { start: start as never, restart, shutdown: read, significant: false, maxChildren };
}

class DynamicSupervisorCore extends BaseSupervisor {
  private readonly every: EveryChild;
  private lastId: number;

  constructor(engine: Engine, every: EveryChild) {
    super(engine);
    this.every = every;
    this.lastId = 0;
  }

  startChild(...args: unknown[]): Source<Startable | null> {
    return this.request("startChild", () => {
      const { engine, every } = this;
      if (engine.children.size >= every.maxChildren) throw this.full(every.maxChildren);
      return engine.add({ ...every, id: String(++this.lastId), start: () => every.start(...args) });
    });
  }

  terminateChild(running: Startable): Source<void> {
    const terminate = () => this.engine.terminate(this.engine.children.childOf(running));
    return this.request("terminateChild", terminate, ["ERR_MAILSLOT_NO_SUPERVISOR"]);
  }

  private full(maxChildren: number): SupervisionError {
    return new SupervisionError(
      "ERR_MAILSLOT_MAX_CHILDREN",
      `${this.name} has ${maxChildren} children already: stop one first, or raise maxChildren`,
    );
  }
}
