/**
 * The actor: a stackless task that handles one message at a time. It is its own ref, and the context of its handlers,
 * since each would cost an object more.
 *
 * Invariants: `tail` is null or the last of a ring of `count` messages, and names the first; `current` is the message
 * whose handler runs or waits; `mode` is 0 exactly while messages may be handled.
 */
import { type Operation, type Scheduler, Source, StacklessTask, type Steps } from "@mailslot/core";
import type { ActorKind } from "./actor-kind.js";
import { Ask } from "./ask.js";
import type { Context } from "./context.js";
import { deadLetter } from "./dead-letters.js";
import { Refusal, RejectedError, UnknownOutcomeError } from "./errors.js";
import { describeReason, type ExitReason, isOrderly } from "./exit-reason.js";
import { MANY, type Message, Told } from "./message.js";
import type { AnyHandler } from "./message-kind.js";
import { Parts } from "./parts.js";
import type { AnyRef, AskFor, AskOptions, Ref, Tell } from "./ref.js";
import type { Signal } from "./signal.js";
import { TOLD } from "./told.js";

// The bits of `mode`:             set                                        cleared
const STARTING = 1 << 0; // at birth, when there is a `started` hook        when that has ended
const BUSY = 1 << 1; // while a promise of a handler or hook is pending     when it has settled, or is given up
const EXITING = 1 << 2; // when the actor is to end                         never
const STOPPING = 1 << 3; // when `stopped` begins                           never
const KILLED = 1 << 4; // by kill: nothing is waited for any more           never
const GONE = 1 << 5; // at the end                                          never
const FAILED = 1 << 6; // with EXITING: the end is a failure                never

let lastId = 0;

export class ActorNode extends StacklessTask<ExitReason> implements Ref, Context {
  declare readonly kind: ActorKind;
  state: unknown;
  readonly id: number;
  private tail: Message | null;
  private count: number;
  private current: Message | null;
  private mode: number;
  /** What few actors have. */
  private parts_: Parts | null;

  constructor(kind: ActorKind, state: unknown, scheduler: Scheduler | undefined) {
    super(kind, scheduler);
    this.state = state;
    this.id = ++lastId;
    this.tail = null;
    this.count = 0;
    this.current = null;
    this.mode = 0;
    this.parts_ = null;
    if (kind.started !== null) {
      this.mode = STARTING;
      this.wake();
    }
  }

  // As a ref.

  override get name(): string {
    return `${this.kind.name}#${this.id}`;
  }

  get alive(): boolean {
    return (this.mode & GONE) === 0;
  }

  /** How many messages wait. */
  get depth(): number {
    return this.count;
  }

  get tell(): Tell<never> {
    return this.kind.tellerOf(this) as unknown as Tell<never>;
  }

  get ask(): AskFor<never> {
    return this.kind.askerOf(this) as unknown as AskFor<never>;
  }

  askWith({ timeout = this.kind.askTimeout }: AskOptions): AskFor<never> {
    return this.kind.askerWith(this, timeout) as unknown as AskFor<never>;
  }

  // As a context.

  get self(): AnyRef {
    return this as unknown as AnyRef;
  }

  stop(reason: ExitReason = "normal"): void {
    this.beginExit(reason, false);
    this.wake();
  }

  // The mailbox.

  tellOne(message: Message): Operation<void> {
    if ((this.mode & GONE) !== 0) deadLetter(message, this, "no actor");
    else this.put(message);
    return TOLD;
  }

  askOne(ask: Ask): void {
    if ((this.mode & GONE) !== 0) ask.refuse(this.gone());
    else this.put(ask);
  }

  signalOne(signal: Signal): void {
    const kind = this.kind.signal;
    if (kind !== null && (this.mode & GONE) === 0) this.put(new Told(kind, 1, signal, undefined, null));
  }

  private put(message: Message): void {
    const tail = this.tail;
    if (tail === null) message.after = message;
    else {
      message.after = tail.after;
      tail.after = message;
    }
    this.tail = message;
    this.count++;
    if ((this.mode & BUSY) === 0) this.wake();
  }

  private takeFirst(tail: Message): Message {
    const first = tail.after as Message;
    if (first === tail) this.tail = null;
    else tail.after = first.after;
    first.after = null;
    this.count--;
    return first;
  }

  // Running: what a stackless task does.

  override react(): void {
    if (this.mode !== 0 && !this.isReady()) return;
    for (let tail = this.tail; tail !== null; tail = this.tail) {
      if (!this.spend()) {
        this.again();
        return;
      }
      if (!this.handle(this.takeFirst(tail))) return;
    }
    this.idle();
  }

  override idleWait(): string {
    return (this.mode & BUSY) === 0 ? "its mailbox" : "its promise";
  }

  /** Returns whether the next message may be handled. */
  private handle(message: Message): boolean {
    if (message.isGivenUp()) {
      deadLetter(message, this, "expired");
      return true;
    }
    this.current = message;
    let result: unknown;
    try {
      result = invoke(message.kind.handler, this, message); // user code runs here
    } catch (error) {
      this.threw(error);
      return this.isReady();
    }
    if (typeof result === "object" && result !== null) return this.await(result);
    this.current = null;
    message.reply(result);
    return this.mode === 0 || this.isReady();
  }

  /** Waits for what a handler or hook has returned, if that is something to wait for. */
  private await(result: object): boolean {
    if (result instanceof NativeGenerator) this.enter(result as unknown as Steps<unknown>);
    else if (result instanceof Source) this.enter(drive(result));
    else if (typeof (result as PromiseLike<unknown>).then === "function")
      this.awaitPromise(result as PromiseLike<unknown>);
    else this.left(result);
    return !this.inSteps && this.isReady();
  }

  private awaitPromise(promise: PromiseLike<unknown>): void {
    this.mode |= BUSY;
    // What settles when the actor has given it up is told apart by this.
    this.current ??= new Told(HOOK, 0, undefined, undefined, null);
    const { current } = this;
    // The actor goes on in a tick of its own, where it may end.
    const settle = (end: () => void): void => {
      if (this.current !== current) return;
      this.parts.settled = end;
      this.wake();
    };
    promise.then(
      (value) => settle(() => this.left(value)),
      (error) => settle(() => this.threw(error)),
    );
  }

  override left(value: unknown): void {
    const { current } = this;
    this.current = null;
    if ((this.mode & STOPPING) !== 0) this.finish();
    else if ((this.mode & STARTING) !== 0) this.mode &= ~STARTING;
    else current?.reply(value);
  }

  override threw(error: unknown): void {
    const { current } = this;
    this.current = null;
    if (error instanceof Refusal && current !== null && (this.mode & (STOPPING | STARTING)) === 0) {
      this.refuse(current, error);
      return;
    }
    if ((this.mode & EXITING) === 0 || !isCancellation(error)) this.beginExit(error, true);
    current?.refuse(this.exited());
    if ((this.mode & STOPPING) !== 0) this.finish();
  }

  private refuse(message: Message, refusal: Refusal): void {
    const error = new RejectedError(`${this.name} refused ${message.kind.name}: ${refusal.message}`, {
      cause: refusal.cause ?? refusal,
    });
    if (message instanceof Ask) message.refuse(error);
    else deadLetter(message, this, "rejected");
  }

  // Beginning and end.

  /** Does what must come before the next message; returns whether that may be handled now. */
  private isReady(): boolean {
    const { mode } = this;
    if (mode === 0) return true;
    if ((mode & GONE) !== 0) return false;
    if ((mode & BUSY) !== 0 && this.parts.settled !== null) return this.settle(this.parts.settled);
    if ((mode & EXITING) !== 0) return this.exitFurther();
    if ((mode & BUSY) === 0) return this.runHook(this.kind.started, []);
    this.idle();
    return false;
  }

  private settle(end: () => void): boolean {
    this.parts.settled = null;
    this.mode &= ~BUSY;
    end();
    return this.isReady();
  }

  private runHook(hook: AnyHandler | null, args: unknown[]): boolean {
    let result: unknown;
    try {
      result = (hook as (context: unknown, ...args: unknown[]) => unknown)(this, ...args); // user code runs here
    } catch (error) {
      this.threw(error);
      return this.isReady();
    }
    if (typeof result === "object" && result !== null) return this.await(result);
    this.left(result);
    return this.isReady();
  }

  private exitFurther(): false {
    const { mode, kind } = this;
    if ((mode & STOPPING) === 0) {
      this.mode |= STOPPING;
      if (kind.stopped === null) this.finish();
      else this.runHook(kind.stopped, [this.parts.reason]);
    } else if ((mode & BUSY) !== 0 && (mode & KILLED) === 0) this.idle();
    if ((this.mode & (KILLED | GONE)) === KILLED) this.finishKilled();
    return false;
  }

  /** Ends without waiting for what a `stopped` that has begun waits for. */
  private finishKilled(): void {
    if (this.inSteps) this.abandon();
    if (!this.inSteps) this.finish();
  }

  /** Makes the actor end with `reason` before its next message; what its handler waits for is given up. */
  terminate(reason: ExitReason): void {
    if ((this.mode & (STOPPING | GONE)) !== 0) return;
    this.beginExit(reason, !isOrderly(reason));
    if ((this.mode & BUSY) !== 0) this.dropPromise();
    this.stopSteps(reason); // user code may run here
    this.wake();
  }

  /** Makes the actor end as soon as the engine can, with the reason `"killed"`. */
  kill(): void {
    if ((this.mode & GONE) !== 0) return;
    if ((this.mode & STOPPING) === 0) this.parts.reason = "killed";
    this.mode = (this.mode & ~FAILED) | EXITING | KILLED;
    if ((this.mode & BUSY) !== 0) this.dropPromise();
    this.stopSteps("killed"); // user code may run here
    if (this.inSteps) this.abandon();
    this.wake();
  }

  private dropPromise(): void {
    const { current } = this;
    this.mode &= ~BUSY;
    this.current = null;
    this.parts.settled = null;
    current?.refuse(this.exited());
  }

  private beginExit(reason: ExitReason, isFailure: boolean): void {
    if ((this.mode & (GONE | KILLED)) !== 0) return;
    // An error on the way to an orderly end is the more telling reason.
    if ((this.mode & EXITING) === 0 || isFailure) this.parts.reason = reason;
    this.mode |= isFailure ? EXITING | FAILED : EXITING;
  }

  private finish(): void {
    if ((this.mode & GONE) !== 0) return;
    const { reason } = this.parts;
    this.mode |= GONE;
    this.current?.refuse(this.exited());
    this.current = null;
    for (let tail = this.tail; tail !== null; tail = this.tail) this.discard(this.takeFirst(tail));
    this.parts.exit();
    this.state = undefined;
    this.kind.forget(this);
    if ((this.mode & FAILED) === 0) this.complete(reason);
    else this.reject(reason);
  }

  private discard(message: Message): void {
    message.refuse(this.gone());
    if (!(message instanceof Ask)) deadLetter(message, this, "exited");
  }

  private gone(): RejectedError {
    return new RejectedError(`${this.name} has exited (${describeReason(this.parts.reason)}): spawn another`, {
      code: "ERR_MAILSLOT_NO_ACTOR",
    });
  }

  private exited(): UnknownOutcomeError {
    const { reason } = this.parts;
    const text = `${this.name} exited while it handled the message (${describeReason(reason)}): it is unknown how far it came`;
    return new UnknownOutcomeError("ERR_MAILSLOT_ACTOR_EXITED", text, { cause: reason });
  }

  /** Whom this actor waits for, as long as it takes no other message. */
  get asked(): ActorNode | null {
    const { waitingOn } = this;
    return waitingOn instanceof Ask ? waitingOn.target : null;
  }

  /** What few actors have, made when first needed. */
  get parts(): Parts {
    this.parts_ ??= new Parts();
    return this.parts_;
  }
}

// A ref must not be taken for a promise: `await ref`, or a ref that an async function returns, is the ref itself.
Object.defineProperty(ActorNode.prototype, "then", { value: undefined });

function invoke(handler: AnyHandler, context: ActorNode, { count, a, b }: Message): unknown {
  const call = handler as (context: ActorNode, ...args: unknown[]) => unknown;
  if (count === 1) return call(context, a);
  if (count === 0) return call(context);
  return count === MANY ? call(context, ...(a as unknown[])) : call(context, a, b);
}

/** A constructor in name only, for `instanceof`, which the compiler turns into a walk of the prototype chain. */
function NativeGenerator(): void {}
NativeGenerator.prototype = Object.getPrototypeOf(Object.getPrototypeOf((function* () {})()));

function* drive<T>(operation: Operation<T>): Steps<T> {
  return yield* operation;
}

function isCancellation(error: unknown): boolean {
  const name = (error as { name?: unknown } | null)?.name;
  return name === "CancelledError" || name === "AbortError";
}

/** Stands for a hook where a message stands for its handler. */
const HOOK = { name: "hook", index: -1, handler: () => {}, priority: 0, interleaves: false, validate: null };
