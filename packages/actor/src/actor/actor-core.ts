/**
 * The actor: a stackless task that handles one message at a time. It is its own ref, and the context of its handlers,
 * since each would cost an object more. Each layer knows only those below it: `ask/asker.ts`, `actor-queue.ts`,
 * `actor-address.ts` (what refs show), `actor-end.ts`, `actor-life.ts`, and this one, which is what contexts show.
 */
import { currentTask, type Scheduler } from "@mailslot/core";
import type { CompiledDefinition } from "../definition/compiled.js";
import { HOOK } from "../definition/message-kind.js";
import { type ActorErrorCode, ActorUsageError, RejectedError } from "../errors.js";
import { describeReason, type ExitReason } from "../exit-reason.js";
import { handoff } from "../mailbox/handoff.js";
import { Mailbox } from "../mailbox/mailbox.js";
import type { Message } from "../mailbox/message.js";
import { Receive, type ReceivedMessage } from "../mailbox/receive.js";
import { SelectiveMailbox } from "../mailbox/selective-mailbox.js";
import type { AskFor, Ref } from "../ref/ref.js";
import { ActorLife } from "./actor-life.js";
import type { Context } from "./context.js";
import { InterleavedSteps } from "./interleaved.js";
import { InterleavedContext } from "./interleaved-context.js";
import { BOXED, CHANGED, GONE, INTERLEAVES, STARTING } from "./mode.js";
import { Start } from "./start.js";
import { type TimerOptions, Timers } from "./timers.js";

export class ActorCore extends ActorLife implements Context {
  constructor(definition: CompiledDefinition, state: unknown, scheduler: Scheduler | undefined) {
    super(definition, state, scheduler);
    if (definition.isSpecial) this.prepare();
  }

  private prepare(): void {
    const { definition } = this;
    if (definition.isRaw)
      this.extra.mailbox = this.extra.selective = new SelectiveMailbox(this, definition.mailbox ?? {});
    else if (definition.mailbox !== null)
      this.extra.mailbox = new Mailbox(this, definition.mailbox, definition.priorities);
    if (this.extra_ !== null) this.mode = BOXED;
    if (definition.interleaves) this.mode |= INTERLEAVES;
    if (definition.initially !== null) this.become(definition.initially);
    if (definition.started === null) return;
    this.mode |= STARTING;
    this.begin();
  }

  /** The wait until `started` has run. */
  get start(): Start {
    const { extra } = this;
    extra.start ??= new Start(this);
    return extra.start;
  }

  get isStarting(): boolean {
    return (this.mode & (STARTING | GONE)) === STARTING && !this.definition.isRaw;
  }

  startFailure(): Error | null {
    if ((this.mode & STARTING) === 0 || this.definition.isRaw) return null;
    this.failureSeen();
    const { reason } = this.extra;
    if (reason instanceof Error) return reason;
    const text = `${this.name} has exited before it had started (${describeReason(reason)})`;
    return new RejectedError(text, { code: "ERR_MAILSLOT_NO_ACTOR" });
  }

  override advice(): string {
    return "Supervise or monitor it, or wait for exitOf(ref)";
  }

  // As a context.

  stop(reason: ExitReason = "normal"): void {
    if (this.definition.isRaw) {
      this.terminate(reason);
      return;
    }
    this.beginExit(reason, false);
    this.wake();
  }

  asking<R>(ref: Ref<R>): AskFor<R> {
    const actor = actorOf(ref);
    return actor.definition.askWith(actor, actor.definition.askTimeout, {
      signal: null,
      from: this,
    }) as unknown as AskFor<R>;
  }

  receive(...names: string[]): Receive {
    return this.receiveWhere(names.length === 0 ? null : ({ name }) => names.includes(name));
  }

  receiveWhere(fits: ((message: ReceivedMessage) => boolean) | null): Receive {
    return new Receive(this, this.extra.selective as SelectiveMailbox, fits);
  }

  become(behaviour: string | null): void {
    const { extra } = this;
    extra.behaviour = behaviour;
    extra.handlers = behaviour === null ? null : this.definition.behaviour(behaviour);
    this.mode = behaviour === null ? this.mode & ~CHANGED : this.mode | CHANGED;
  }

  get behaviour(): string | null {
    return this.extra_?.behaviour ?? null;
  }

  stash(): void {
    const current = this.current ?? (handoff.taken.to === this ? (this.current = handoff.taken.message()) : null);
    const isElsewhere = currentTask() instanceof InterleavedSteps;
    if (current === null || current.kind === HOOK || isElsewhere) throw this.nothingToStash();
    this.stashOne(current);
  }

  /** Puts a message aside whose handler runs or waits. */
  stashOne(message: Message): void {
    const { extra } = this;
    if (!this.handles(message)) throw this.nothingToStash();
    if (message.after !== null) return;
    extra.stash ??= new Set();
    if (extra.stash.size >= this.definition.stashCapacity) {
      const text = `${this.name} has stashed ${extra.stash.size} messages: unstash them sooner, or let it stash more (stash: …)`;
      throw misuse("ERR_MAILSLOT_STASH_FULL", text);
    }
    message.after = message; // it stands somewhere, so its handler does not answer it
    extra.stash.add(message);
  }

  private nothingToStash(): ActorUsageError {
    return misuse("ERR_MAILSLOT_OUTSIDE_ACTOR", `${this.name} has no message to stash: call stash() in a handler`);
  }

  unstash(limit: number = Number.POSITIVE_INFINITY): number {
    const stash = this.extra_?.stash ?? new Set<Message>();
    const back = [...stash].slice(0, limit);
    for (const message of back.toReversed()) {
      stash.delete(message);
      this.putBack(message);
    }
    this.wakeForMessage();
    return back.length;
  }

  protected interleavedContext(message: Message): object {
    return new InterleavedContext(this, message);
  }

  tellAfter(when: number | TimerOptions, message: string, ...args: unknown[]): void {
    this.setTimer(when, message, args, false);
  }

  tellEvery(when: number | TimerOptions, message: string, ...args: unknown[]): void {
    this.setTimer(when, message, args, true);
  }

  stopTimer(key: string): boolean {
    return this.extra_?.timers?.stop(key) ?? false;
  }

  private setTimer(when: number | TimerOptions, message: string, args: unknown[], repeats: boolean): void {
    const { ms, key = message } = typeof when === "object" ? when : { ms: when };
    if (!(repeats ? ms > 0 : ms >= 0) || ms === Number.POSITIVE_INFINITY) {
      throw misuse(
        "ERR_MAILSLOT_ARGUMENT",
        `the time of timer ${key} of ${this.name} is ${String(ms)}: give milliseconds`,
      );
    }
    if ((this.mode & GONE) !== 0) throw this.noActor();
    const kind = this.definition.messageNamed(message);
    this.extra.timers ??= new Timers(this);
    this.extra.timers.set(key, kind, args, ms, repeats);
  }
}

// A ref must not be taken for a promise: `await ref`, or a ref that an async function returns, is the ref itself.
Object.defineProperty(ActorCore.prototype, "then", { value: undefined });

function misuse(code: ActorErrorCode, text: string): ActorUsageError {
  return new ActorUsageError(code, text);
}

/** Returns the actor behind a ref; throws `ERR_MAILSLOT_DEFINITION` for anything else. */
export function actorOf(ref: unknown): ActorCore {
  if (ref instanceof ActorCore) return ref;
  throw misuse(
    "ERR_MAILSLOT_DEFINITION",
    `${describeReason(ref)} is not a ref of an actor: give what spawn() returned`,
  );
}
