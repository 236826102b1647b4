/**
 * The actor: a stackless task that handles one message at a time. It is its own ref, and the context of its handlers,
 * since each would cost an object more.
 *
 * Invariants: `tail` is null or the last of a ring of `count` messages, and names the first; `current` is the message
 * whose handler runs or waits; `mode` is 0, or RARE bits alone, exactly while messages may be handled.
 */
import { currentTask, type Operation, type Scheduler, Source, StacklessTask, type Steps } from "@mailslot/core";
import type { ActorKind } from "./actor-kind.js";
import { Ask } from "./ask.js";
import { cycleError } from "./ask-cycle.js";
import { checkAskOptions } from "./ask-options.js";
import type { Context } from "./context.js";
import { deadLetter } from "./dead-letters.js";
import { DEEP, warnOfDepth } from "./depth-warning.js";
import { type ActorErrorCode, ActorUsageError, Refusal, RejectedError, UnknownOutcomeError } from "./errors.js";
import { describeReason, type ExitReason, isOrderly } from "./exit-reason.js";
import { Interleaved, interleavedOf } from "./interleaved.js";
import { Mailbox } from "./mailbox.js";
import { MANY, type Message, Told } from "./message.js";
import type { AnyHandler, MessageKind } from "./message-kind.js";
import { MessageQueue } from "./message-queue.js";
import { Parts } from "./parts.js";
import type { PendingTell } from "./pending-tell.js";
import { RawMailbox } from "./raw-mailbox.js";
import { Receive, type ReceivedMessage } from "./receive.js";
import type { AnyRef, AskFor, AskOptions, Ref, Tell } from "./ref.js";
import type { Signal } from "./signal.js";
import { isTimerMessage, type TimerOptions, Timers } from "./timers.js";
import { TOLD } from "./told.js";

// The bits of `mode`:             set                                        cleared
const STARTING = 1 << 0; // at birth, when there is a `started` hook        when that has ended
const BUSY = 1 << 1; // while a promise of a handler or hook is pending     when it has settled, or is given up
const EXITING = 1 << 2; // when the actor is to end                         never
const STOPPING = 1 << 3; // when `stopped` begins                           never
const KILLED = 1 << 4; // by kill: nothing is waited for any more           never
const GONE = 1 << 5; // at the end                                          never
const FAILED = 1 << 6; // with EXITING: the end is a failure                never
const BOXED = 1 << 7; // at birth: messages wait in parts.mailbox           never
const CHANGED = 1 << 8; // when it becomes something                        when it becomes what it was
const RARE = BOXED | CHANGED;

/** At most as many messages that nobody is interested in wait, or as many as others do. */
const GIVEN_UP = 64;

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
    if (kind.isSpecial) this.prepare();
  }

  private prepare(): void {
    const { kind } = this;
    if (kind.isRaw) this.parts.mailbox = this.parts.raw = new RawMailbox(this, kind.mailbox ?? {});
    else if (kind.mailbox !== null) this.parts.mailbox = new Mailbox(this, kind.mailbox, kind.priorities);
    if (this.parts_ !== null) this.mode = BOXED;
    if (kind.initially !== null) this.become(kind.initially);
    if (kind.started === null) return;
    this.mode |= STARTING;
    this.wake();
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
    return this.mailbox?.length ?? this.count;
  }

  get load(): number {
    return this.depth + (this.current === null ? 0 : 1);
  }

  get tell(): Tell<never> {
    return this.kind.tellerOf(this) as unknown as Tell<never>;
  }

  get ask(): AskFor<never> {
    return this.kind.askerOf(this) as unknown as AskFor<never>;
  }

  askWith(options: AskOptions): AskFor<never> {
    const { timeout = this.kind.askTimeout, signal = null } = checkAskOptions(this.name, options);
    return this.kind.askerWith(this, timeout, { signal, from: null }) as unknown as AskFor<never>;
  }

  override describe(): string {
    return `actor ${this.name}`;
  }

  override advice(): string {
    return "Supervise or monitor it, or wait for exitOf(ref)";
  }

  // As a context.

  get self(): AnyRef {
    return this as unknown as AnyRef;
  }

  stop(reason: ExitReason = "normal"): void {
    if (this.kind.isRaw) {
      this.terminate(reason);
      return;
    }
    this.beginExit(reason, false);
    this.wake();
  }

  asking<R>(ref: Ref<R>): AskFor<R> {
    const node = nodeOf(ref);
    return node.kind.askerWith(node, node.kind.askTimeout, { signal: null, from: this }) as unknown as AskFor<R>;
  }

  receive(...names: string[]): Receive {
    return this.receiveWhere(names.length === 0 ? null : ({ name }) => names.includes(name));
  }

  receiveWhere(fits: ((message: ReceivedMessage) => boolean) | null): Receive {
    return new Receive(this, fits);
  }

  become(behaviour: string | null): void {
    const { parts } = this;
    parts.behaviour = behaviour;
    parts.handlers = behaviour === null ? null : this.kind.behaviour(behaviour);
    this.mode = behaviour === null ? this.mode & ~CHANGED : this.mode | CHANGED;
  }

  get behaviour(): string | null {
    return this.parts_?.behaviour ?? null;
  }

  stash(): void {
    const { current, parts } = this;
    const task = currentTask();
    if (current === null || current.kind === HOOK || (task !== null && interleavedOf(task) !== null)) {
      throw misuse("ERR_MAILSLOT_OUTSIDE_ACTOR", `${this.name} has no message to stash: call stash() in a handler`);
    }
    if (current.after !== null) return;
    parts.stash ??= [];
    if (parts.stash.length >= this.kind.stashCapacity) {
      const text = `${this.name} has stashed ${parts.stash.length} messages: unstash them sooner, or let it stash more (stash: …)`;
      throw misuse("ERR_MAILSLOT_STASH_FULL", text);
    }
    current.after = current; // it stands somewhere, so its handler does not answer it
    parts.stash.push(current);
  }

  unstash(limit: number = Number.POSITIVE_INFINITY): number {
    const back = this.parts_?.stash?.splice(0, limit) ?? [];
    for (const message of back.toReversed()) this.putBack(message);
    return back.length;
  }

  tellAfter(when: number | TimerOptions, message: string, ...args: unknown[]): void {
    this.setTimer(when, message, args, false);
  }

  tellEvery(when: number | TimerOptions, message: string, ...args: unknown[]): void {
    this.setTimer(when, message, args, true);
  }

  stopTimer(key: string): boolean {
    return this.parts_?.timers?.stop(key) ?? false;
  }

  private setTimer(when: number | TimerOptions, message: string, args: unknown[], repeats: boolean): void {
    const { ms, key = message } = typeof when === "object" ? when : { ms: when };
    if (!(repeats ? ms > 0 : ms >= 0) || ms === Number.POSITIVE_INFINITY) {
      throw misuse(
        "ERR_MAILSLOT_ARGUMENT",
        `the time of timer ${key} of ${this.name} is ${String(ms)}: give milliseconds`,
      );
    }
    if ((this.mode & GONE) !== 0) throw this.gone();
    const kind = this.kind.messageNamed(message);
    this.parts.timers ??= new Timers(this);
    this.parts.timers.set(key, kind, args, ms, repeats);
  }

  // The mailbox.

  tellOne(message: Message): Operation<void> {
    if ((this.mode & (GONE | BOXED)) !== 0) return this.tellRare(message);
    this.put(message);
    return TOLD;
  }

  askOne(ask: Ask): void {
    if ((this.mode & (GONE | BOXED)) !== 0 || ask.from === (this as unknown)) this.askRare(ask);
    else this.put(ask);
  }

  private tellRare(message: Message): Operation<void> {
    if ((this.mode & GONE) !== 0) {
      deadLetter(message, this, "no actor");
      return TOLD;
    }
    const told = (this.mailbox as Mailbox).tell(message);
    this.wakeForMessage();
    return told;
  }

  private askRare(ask: Ask): void {
    if ((this.mode & GONE) !== 0) {
      ask.refuse(this.gone());
      return;
    }
    if (ask.from === (this as unknown) && !(this.current?.kind.interleaves ?? false)) {
      const error = cycleError([this.name, this.name]);
      ask.refuse(error);
      throw error;
    }
    if ((this.mode & BOXED) === 0) {
      this.put(ask);
      return;
    }
    (this.mailbox as Mailbox).ask(ask);
    this.wakeForMessage();
  }

  signalOne(signal: Signal): void {
    const kind = this.kind.signal;
    if (kind !== null) this.putSystem(new Told(kind, 1, signal, undefined, null));
  }

  /** Takes in a message that nothing may drop. */
  putSystem(message: Message): void {
    if ((this.mode & GONE) !== 0) return;
    if ((this.mode & BOXED) === 0) {
      this.put(message);
      return;
    }
    (this.mailbox as Mailbox).putSystem(message);
    this.wakeForMessage();
  }

  enterAgain(pending: PendingTell): void {
    if ((this.mode & GONE) === 0) (this.mailbox as Mailbox).enterAgain(pending);
    else this.discard(pending);
    this.wakeForMessage();
  }

  private wakeForMessage(): void {
    if ((this.mode & (BUSY | GONE)) === 0) this.wake();
  }

  private get mailbox(): Mailbox | null {
    return this.parts_ === null ? null : this.parts_.mailbox;
  }

  private put(message: Message): void {
    const tail = this.tail;
    if (tail === null) message.after = message;
    else {
      message.after = tail.after;
      tail.after = message;
    }
    this.tail = message;
    if (++this.count >= DEEP) this.checkDepth();
    if ((this.mode & BUSY) === 0) this.wake();
  }

  private checkDepth(): void {
    if (this.count >= this.parts.warnAt) this.parts.warnAt = warnOfDepth(this.self, this.count);
  }

  private putBack(message: Message): void {
    if (this.mailbox !== null) {
      this.mailbox.putBack(message);
      return;
    }
    const tail = this.tail;
    if (tail === null) this.tail = message.after = message;
    else {
      message.after = tail.after;
      tail.after = message;
    }
    this.count++;
  }

  /** A message that waits is of interest to nobody any more. */
  oneGivenUp(): void {
    const { parts } = this;
    if (++parts.givenUp < Math.max(GIVEN_UP, this.depth / 2)) return;
    parts.givenUp = 0;
    const letGo = (message: Message): void => this.letGo(message);
    if (parts.mailbox !== null) parts.mailbox.sweep(letGo);
    else this.sweep(letGo);
  }

  private sweep(letGo: (message: Message) => void): void {
    const kept = new MessageQueue();
    for (let tail = this.tail; tail !== null; tail = this.tail) {
      const message = this.takeFirst(tail);
      if (message.isGivenUp()) letGo(message);
      else kept.put(message);
    }
    for (let message = kept.takeFirst(); message !== null; message = kept.takeFirst()) this.put(message);
  }

  /** Lets go of a message that nobody is interested in any more. */
  letGo(message: Message): void {
    if (message instanceof Ask) deadLetter(message, this, "expired");
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
    if ((this.mode & BOXED) === 0) this.idle();
    else this.reactBoxed(this.mailbox as Mailbox);
  }

  private reactBoxed(mailbox: Mailbox): void {
    while (mailbox.length > 0) {
      if (!this.spend()) {
        this.again();
        return;
      }
      if (!this.handle(mailbox.take() as Message)) return;
    }
    this.idle();
  }

  override idleWait(): string {
    return (this.mode & BUSY) === 0 ? "its mailbox" : "its promise";
  }

  /** Returns whether the next message may be handled. */
  private handle(message: Message): boolean {
    if (message.isGivenUp()) {
      this.letGo(message);
      return true;
    }
    this.current = message;
    let result: unknown;
    try {
      const handler = this.mode === 0 ? message.kind.handler : this.handlerOf(message.kind);
      result = invoke(handler, this, message); // user code runs here
    } catch (error) {
      this.threw(error);
      return this.isReady();
    }
    if (typeof result === "object" && result !== null) return this.await(result);
    this.current = null;
    message.reply(result);
    return this.mode === 0 || this.isReady();
  }

  private handlerOf(kind: MessageKind): AnyHandler {
    return this.parts_?.handlers?.[kind.index] ?? kind.handler;
  }

  /** Waits for what a handler or hook has returned, if that is something to wait for. */
  private await(result: object): boolean {
    if (this.current?.kind.interleaves === true && isWaitable(result)) this.interleave(this.current, result);
    else if (result instanceof NativeGenerator) this.enter(result as unknown as Steps<unknown>);
    else if (result instanceof Source) this.enter(drive(result));
    else if (typeof (result as PromiseLike<unknown>).then === "function")
      this.awaitPromise(result as PromiseLike<unknown>);
    else this.left(result);
    return !this.inSteps && this.isReady();
  }

  private interleave(message: Message, result: object): void {
    this.current = null;
    const { parts } = this;
    parts.interleaved ??= new Set();
    parts.interleaved.add(new Interleaved(this, message, result));
  }

  interleavedEnded(job: Interleaved): void {
    this.parts_?.interleaved?.delete(job);
  }

  interleavedFailed(message: Message, error: unknown): void {
    if (error instanceof Refusal) {
      this.refuse(message, error);
      return;
    }
    this.beginExit(error, true);
    message.refuse(this.exited());
    this.terminate(error);
  }

  private cancelInterleaved(): void {
    const jobs = this.parts_?.interleaved;
    if (jobs === null || jobs === undefined) return;
    for (const job of jobs) job.cancel(this.parts.reason)?.refuse(this.exited());
    jobs.clear();
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
    else if ((this.mode & STARTING) !== 0) this.hasStarted();
    else current?.reply(value);
  }

  private hasStarted(): void {
    this.mode &= ~STARTING;
    if (this.kind.isRaw) this.beginExit("normal", false);
  }

  override threw(error: unknown): void {
    const { current } = this;
    this.current = null;
    if (error instanceof Refusal && current !== null && (this.mode & (STOPPING | STARTING)) === 0) {
      this.refuse(current, error);
      return;
    }
    if ((this.mode & EXITING) === 0 || !isCancellation(error)) this.beginExit(error, true);
    this.giveUp(current);
    if ((this.mode & STOPPING) !== 0) this.finish();
  }

  refuse(message: Message, refusal: Refusal): void {
    const error = new RejectedError(`${this.name} refused ${message.kind.name}: ${refusal.message}`, {
      cause: refusal.cause ?? refusal,
    });
    if (message instanceof Ask) message.refuse(error);
    else deadLetter(message, this, "rejected");
  }

  // Beginning and end.

  /** Does what must come before the next message; returns whether that may be handled now. */
  private isReady(): boolean {
    const mode = this.mode & ~RARE;
    if (mode === 0) return true;
    if ((mode & GONE) !== 0) return false;
    if ((mode & BUSY) !== 0 && this.parts.settled !== null) return this.settle(this.parts.settled);
    if ((mode & BUSY) !== 0) this.idle();
    else if ((mode & EXITING) !== 0) this.exitFurther();
    else return this.runHook(this.kind.started, []);
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

  private exitFurther(): void {
    const { kind } = this;
    if ((this.mode & STOPPING) === 0) {
      this.mode |= STOPPING;
      this.cancelInterleaved(); // user code may run here
      if (kind.stopped === null) this.finish();
      else this.runHook(kind.stopped, [this.parts.reason]);
    }
    if ((this.mode & (KILLED | GONE)) === KILLED) this.finishKilled();
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
    this.giveUp(current);
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
    this.parts.exit();
    this.cancelInterleaved();
    this.giveUp(this.current);
    this.current = null;
    this.discardAll();
    this.state = undefined;
    this.kind.forget(this);
    if ((this.mode & FAILED) === 0) this.complete(reason);
    else this.reject(reason);
  }

  private discardAll(): void {
    for (let tail = this.tail; tail !== null; tail = this.tail) this.discard(this.takeFirst(tail));
    const { mailbox, raw, stash } = this.parts;
    raw?.close(this.exited());
    mailbox?.drain((message) => this.discard(message));
    for (const message of stash ?? []) this.discard(message);
    this.parts.stash = null;
  }

  /** Tells who waits that the handler did not come to its end. Nobody else needs the error, whose stack costs 10 µs. */
  private giveUp(message: Message | null): void {
    if (message instanceof Ask) message.refuse(this.exited());
  }

  private discard(message: Message): void {
    if (message instanceof Ask) message.refuse(this.gone());
    if (message instanceof Ask || isTimerMessage(message) || message.isGivenUp()) return;
    deadLetter(message, this, "exited");
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

  /** The asks that this actor waits for, as long as it takes no other message. */
  asked(): Iterable<Ask> {
    const { waitingOn } = this;
    const asking = this.parts_?.asking ?? [];
    return waitingOn instanceof Ask ? [waitingOn, ...asking] : asking;
  }

  /** Has it waited for that the actor waits for the reply, behind a promise or a limit. */
  waits(ask: Ask): void {
    const { parts } = this;
    parts.asking ??= new Set();
    parts.asking.add(ask);
  }

  waitsNoMore(ask: Ask): void {
    this.parts_?.asking?.delete(ask);
  }

  /** Whether the handler of `message` waits, or has been begun by a body that receives itself. */
  handles(message: Message): boolean {
    return this.current === message || (this.parts_?.raw?.handles(message) ?? false);
  }

  /** Whether it may wait for the reply to an ask. */
  get mayAsk(): boolean {
    return this.parts_ !== null || this.waitingOn instanceof Ask;
  }

  /** Whether an async handler or hook waits. */
  get isPromised(): boolean {
    return (this.mode & BUSY) !== 0;
  }

  /** Has `action` done at the end, before anybody hears of it. */
  atExit(action: () => void): void {
    if ((this.mode & GONE) !== 0) throw this.gone();
    this.parts.addAtExit(action);
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

function isWaitable(result: object): boolean {
  return (
    result instanceof NativeGenerator ||
    result instanceof Source ||
    typeof (result as PromiseLike<unknown>).then === "function"
  );
}

function misuse(code: ActorErrorCode, text: string): ActorUsageError {
  return new ActorUsageError(code, text);
}

/** Returns the actor behind a ref; fails when it is none. */
export function nodeOf(ref: unknown): ActorNode {
  if (ref instanceof ActorNode) return ref;
  throw misuse("ERR_MAILSLOT_DEFINITION", "this is no ref of an actor: give what spawn() returned");
}

function isCancellation(error: unknown): boolean {
  const name = (error as { name?: unknown } | null)?.name;
  return name === "CancelledError" || name === "AbortError";
}

/** Stands for a hook where a message stands for its handler. */
const HOOK = { name: "hook", index: -1, handler: () => {}, priority: 0, interleaves: false, validate: null };
