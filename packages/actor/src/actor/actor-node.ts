/**
 * The actor: a stackless task that handles one message at a time. It is its own ref, and the context of its handlers,
 * since each would cost an object more. This layer is what refs and contexts show; below it are `actor-life.ts`,
 * `actor-end.ts` and `actor-mailbox.ts`.
 */
import { currentTask, type Scheduler } from "@mailslot/core";
import { Ask } from "../ask/ask.js";
import { checkAskOptions } from "../ask/options.js";
import type { ActorKind } from "../definition/compiled.js";
import { type ActorErrorCode, ActorUsageError } from "../errors.js";
import { describeReason, type ExitReason } from "../exit-reason.js";
import { hands } from "../mailbox/handoff.js";
import { Mailbox } from "../mailbox/mailbox.js";
import type { Message } from "../mailbox/message.js";
import { Receive, type ReceivedMessage } from "../mailbox/receive.js";
import { RawMailbox } from "../mailbox/selective-mailbox.js";
import type { AnyRef, AskFor, AskOptions, Ref, Tell } from "../ref/ref.js";
import { ActorLife } from "./actor-life.js";
import type { Context } from "./context.js";
import { interleavedOf } from "./interleaved.js";
import { HOOK } from "./invoke.js";
import { BOXED, BUSY, CHANGED, GONE, STARTING } from "./mode.js";
import { type TimerOptions, Timers } from "./timers.js";

export class ActorNode extends ActorLife implements Ref, Context {
  constructor(kind: ActorKind, state: unknown, scheduler: Scheduler | undefined) {
    super(kind, state, scheduler);
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

  get load(): number {
    return this.depth + (this.handled === null ? 0 : 1);
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
    const { parts } = this;
    const current = this.current ?? (hands.taken.to === this ? (this.current = hands.taken.message()) : null);
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
    this.wakeForMessage();
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
}

// A ref must not be taken for a promise: `await ref`, or a ref that an async function returns, is the ref itself.
Object.defineProperty(ActorNode.prototype, "then", { value: undefined });

function misuse(code: ActorErrorCode, text: string): ActorUsageError {
  return new ActorUsageError(code, text);
}

/** Returns the actor behind a ref; fails when it is none. */
export function nodeOf(ref: unknown): ActorNode {
  if (ref instanceof ActorNode) return ref;
  throw misuse("ERR_MAILSLOT_DEFINITION", `${describeReason(ref)} is no ref of an actor: give what spawn() returned`);
}
