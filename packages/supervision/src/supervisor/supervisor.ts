/** Supervisors: actors that start children, restart them when they end, and stop them. */
import { type AnyRef, type ExitReason, exitOf } from "@mailslot/actor";
import type { Source, Steps } from "@mailslot/core";
import { show } from "@mailslot/core/engine";
import {
  type ChildSpec,
  readSpec,
  type Startable,
  type Started,
  type StartIsOver,
  type StartResult,
} from "../child/child-spec.js";
import { SupervisionError, type SupervisionErrorCode } from "../errors.js";
import type { HasRef } from "../linkable.js";
import { type ChildCounts, type ChildInfo, countChildren, whichChildren } from "./child-info.js";
import { Engine } from "./engine.js";
import { readOptions, type SupervisorOptions } from "./options.js";
import { Request } from "./request.js";
import { starting } from "./starting.js";

/** The ids that a list of child specs names. */
export type ChildId<C extends readonly ChildSpec[]> = C[number]["id"];

/** The child of that id, as its spec starts it. */
export type ChildOf<C extends readonly ChildSpec[], I> = [SpecOf<C[number], I>] extends [never]
  ? Startable
  : NonNullable<StartedBy<SpecOf<C[number], I>>>;

/** The specs whose id may be `I`. */
export type SpecOf<S, I> = S extends { readonly id: infer J } ? (I extends J ? S : never) : never;

/** What a spec starts. */
export type StartedBy<S> = S extends { readonly start: () => infer R } ? Started<R> : never;

/** A supervisor that runs. What is asked of it is done in order, one after the other, and waited for with `yield*` or `await`. */
export interface Supervisor<C extends readonly ChildSpec[] = readonly ChildSpec[]> extends HasRef, AsyncDisposable {
  /** The name of its actor, with the name it was given. */
  readonly name: string;
  /** The actor that it is: to be linked, monitored, or given to what takes a ref. */
  readonly ref: AnyRef;
  /** Whether it has not ended. */
  readonly alive: boolean;
  /** Completes with its exit reason when it has ended, and never fails. A waiter counts as having seen a failure. */
  readonly ended: Source<ExitReason>;
  /**
   * Returns the child that runs now under `id`. After a restart that is another: ask each time, or let children register a
   * name when they start. Throws `ERR_MAILSLOT_UNKNOWN_CHILD`, or, from the end of a child to the next incarnation,
   * `ERR_MAILSLOT_CHILD_NOT_RUNNING`, or, when the supervisor has ended, `ERR_MAILSLOT_NO_SUPERVISOR`.
   */
  child<I extends ChildId<C>>(id: I): ChildOf<C, I>;
  /**
   * Returns a ref of the child `id`, an actor, that outlasts its restarts: asks wait for the next incarnation within their
   * time, and up to 1,000 told messages do. It is `alive` while an incarnation runs, and leads nowhere when the supervisor has
   * ended, or the child is deleted. Throws `ERR_MAILSLOT_UNKNOWN_CHILD`, and `ERR_MAILSLOT_CHILD_NOT_RUNNING` for a child that
   * is not an actor or has never run; when the supervisor has ended, `ERR_MAILSLOT_NO_SUPERVISOR`.
   */
  refTo<I extends ChildId<C>>(id: I): Extract<ChildOf<C, I>, AnyRef>;
  /**
   * Adds a child and starts it. Fails with `ERR_MAILSLOT_CHILD_SPEC` at once, and with `ERR_MAILSLOT_DUPLICATE_CHILD` or,
   * when it does not start, `ERR_MAILSLOT_CHILD_START`; then nothing was added.
   */
  startChild<S extends StartResult>(spec: ChildSpec<string, S> & StartIsOver<S>): Source<Started<S>>;
  /** Starts a child that has been stopped or has ended; fails with `ERR_MAILSLOT_CHILD_RUNNING` for another. */
  restartChild(id: string): Source<Startable | null>;
  /**
   * Stops a child and waits for its end. Its spec is kept, unless it is temporary. Fails with `ERR_MAILSLOT_UNKNOWN_CHILD`
   * if there is no such child; that is not reported if nothing waits for it, since the child may just have ended.
   */
  terminateChild(id: string): Source<void>;
  /** Forgets a child that has been stopped or has ended; fails with `ERR_MAILSLOT_CHILD_RUNNING` for another. */
  deleteChild(id: string): Source<void>;
  /** Lists the children in the order of starting. */
  whichChildren(): Source<readonly ChildInfo[]>;
  /** Counts the children. */
  countChildren(): Source<ChildCounts>;
  /** Stops the children in reverse order, then the supervisor; gives its exit reason. */
  stop(reason?: ExitReason): Source<ExitReason>;
}

/**
 * Starts a supervisor and its children, in order, and waits until they have started. Acts when called. When a child does
 * not start, those before it are stopped, in reverse, and the operation fails with `ERR_MAILSLOT_CHILD_START`. Options and
 * specs that make no sense are refused at once, with `ERR_MAILSLOT_SUPERVISOR_OPTIONS`, `ERR_MAILSLOT_CHILD_SPEC` or
 * `ERR_MAILSLOT_DUPLICATE_CHILD`.
 *
 * A child that ends is restarted, by its `restart` and by the strategy. After more restarts than the intensity allows the
 * supervisor stops all children and ends, with the reason `{ shutdown: SupervisionError }`; unless an actor or task links, monitors or
 * supervises it, that is reported as a failure. For a log of crashes, restarts and supervisors that give up see {@link logTo}.
 * Rules, numbers and names are those of OTP's supervisor. It traps exits: to
 * stop it call `stop`.
 *
 * @example
 * ```ts
 * import { defineActor, spawn } from "@mailslot/actor";
 * import { supervisor } from "@mailslot/supervision";
 *
 * const Worker = defineActor("worker", {
 *   state: () => ({ done: 0 }),
 *   receive: { work: (ctx) => ++ctx.state.done },
 * });
 * await using tree = await supervisor({
 *   strategy: "one-for-one",
 *   intensity: { restarts: 3, within: 5_000 },
 *   children: [{ id: "worker", start: () => spawn(Worker), restart: "permanent", shutdown: 5_000 }],
 * });
 * console.log(await tree.child("worker").ask.work()); // 1
 * ```
 */
export function supervisor<const C extends readonly ChildSpec[] = readonly []>(
  options: SupervisorOptions<C> = {},
): Source<Supervisor<C>> {
  const engine = new Engine(readOptions(options));
  return starting(engine, new SupervisorCore(engine) as unknown as Supervisor<C>);
}

/** What supervisors of every sort can be asked. */
export class BaseSupervisor implements HasRef, AsyncDisposable {
  protected readonly engine: Engine;

  constructor(engine: Engine) {
    this.engine = engine;
  }

  get ref(): AnyRef {
    return this.engine.ref;
  }

  get name(): string {
    return this.engine.name;
  }

  toJSON(): string {
    return this.name;
  }

  get alive(): boolean {
    return this.engine.ref.alive;
  }

  get ended(): Source<ExitReason> {
    return exitOf(this.ref);
  }

  whichChildren(): Source<readonly ChildInfo[]> {
    return this.request("whichChildren", () => whichChildren(this.engine.children));
  }

  countChildren(): Source<ChildCounts> {
    return this.request("countChildren", () => countChildren(this.engine.children));
  }

  stop(reason: ExitReason = "shutdown"): Source<ExitReason> {
    this.engine.stop(reason);
    return exitOf(this.ref);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  protected request<T>(what: string, action: () => T | Steps<T>, ignored?: readonly SupervisionErrorCode[]): Source<T> {
    const { engine } = this;
    const request = new Request(engine, what, action, ignored);
    if (!this.alive) {
      request.fail(engine.gone(undefined));
      return request;
    }
    engine.requests.add(request as Request<unknown>);
    engine.ref.tell.perform(request as Request<unknown>);
    return request;
  }
}

class SupervisorCore extends BaseSupervisor {
  child(id: string): Startable {
    const { present, standing } = this.engine.children.named(id);
    if (present !== null) return present;
    if (!this.alive) throw this.engine.gone(undefined);
    throw new SupervisionError(
      "ERR_MAILSLOT_CHILD_NOT_RUNNING",
      `child ${show(id)} of ${this.name} is ${standing}: ask again later, or start it with restartChild()`,
    );
  }

  refTo(id: string): AnyRef {
    const child = this.engine.children.named(id);
    if (!this.alive) throw this.engine.gone(undefined);
    return this.engine.addressOf(child);
  }

  startChild(given: ChildSpec): Source<Startable | null> {
    const spec = readSpec(given, this.engine.autoShutdown);
    return this.request("startChild", () => this.engine.add(spec));
  }

  restartChild(id: string): Source<Startable | null> {
    return this.request("restartChild", () => this.engine.startStopped(id));
  }

  terminateChild(id: string): Source<void> {
    const terminate = () => this.engine.terminate(this.engine.children.named(id));
    return this.request("terminateChild", terminate, ["ERR_MAILSLOT_UNKNOWN_CHILD", "ERR_MAILSLOT_NO_SUPERVISOR"]);
  }

  deleteChild(id: string): Source<void> {
    return this.request("deleteChild", () => this.engine.remove(id));
  }
}
