/**
 * The actor: a stackless task that handles one message at a time. It is its own ref, and the context of its handlers,
 * since each would cost an object more. Each layer knows only those below it: `ask/asker.ts`, `actor-queue.ts`,
 * `actor-address.ts` (what refs show), `actor-end.ts`, `actor-away.ts`, `actor-beside.ts`,
 * `actor-life.ts`, and this one, which is what contexts show.
 */

import { currentTask, type Scheduler, type Source, type Task, type TaskOutcome } from "@mailslot/core";
import { isInstance } from "@mailslot/core/engine";
import { checkAskOptions } from "../ask/options.js";
import type { CompiledDefinition } from "../definition/compiled.js";
import { HOOK } from "../definition/message-kind.js";
import { type ActorErrorCode, ActorUsageError, RejectedError } from "../errors.js";
import { describeReason, type ExitReason, isError } from "../exit-reason.js";
import { handoff } from "../mailbox/handoff.js";
import { Mailbox } from "../mailbox/mailbox.js";
import { type Message, ToldMessage } from "../mailbox/message.js";
import type { AskFor, AskOptions, Ref } from "../ref/ref.js";
import type { TimerOptions } from "../timers/timer.js";
import { Timers } from "../timers/timers.js";
import { ActorLife } from "./actor-life.js";
import type { Context } from "./context.js";
import { InterleavedSteps } from "./interleaved.js";
import { InterleavedContext } from "./interleaved-context.js";
import { BOXED, CHANGED, ENTERING, GONE, INTERLEAVES, STARTING } from "./mode.js";
import { Start } from "./start.js";

export class ActorCore extends ActorLife implements Context {
  constructor(definition: CompiledDefinition, state: unknown, scheduler: Scheduler | undefined) {
    super(definition, state, scheduler);
    this.born();
  }

  /** An actor elsewhere has been born there. */
  protected born(): void {
    this.announce(); // user code may run here
    if (this.definition.isSpecial) this.prepare();
  }

  /** Asks an actor elsewhere to drain; returns false for one that lives here. */
  drainElsewhere(_reason: ExitReason): boolean {
    return false;
  }

  /** The actor that is meant: itself, but for a ref that outlasts restarts. */
  get standsFor(): ActorCore | null {
    return this;
  }

  /** Whether another incarnation may take its messages later. */
  get mayReturn(): boolean {
    return false;
  }

  /** The same object, as a task whose end somebody wants to know of. */
  get watchable(): Task<ExitReason> {
    return this;
  }

  /** Its end, for those who wait. */
  get exit(): Source<TaskOutcome<ExitReason>> {
    return this.watchable.outcome();
  }

  private prepare(): void {
    const { definition } = this;
    if (definition.selective !== null)
      this.extra.mailbox = this.extra.selective = definition.selective(this, definition.mailbox ?? {});
    else if (definition.mailbox !== null)
      this.extra.mailbox = new Mailbox(this, definition.mailbox, definition.priorities);
    if (this.extraIfAny !== null) this.flags |= BOXED;
    if (definition.interleaves) this.flags |= INTERLEAVES;
    if (definition.initially !== null) this.takeOn(definition.initially);
    if (definition.started !== null) this.flags |= STARTING;
    if ((this.flags & (STARTING | ENTERING)) !== 0) this.begin();
  }

  /** The wait until `started` has run. */
  get start(): Start {
    const { extra } = this;
    extra.start ??= new Start(this);
    return extra.start;
  }

  get isStarting(): boolean {
    return (this.flags & (STARTING | GONE)) === STARTING && !this.definition.isRaw;
  }

  startFailure(): Error | null {
    if ((this.flags & STARTING) === 0 || this.definition.isRaw) return null;
    this.failureSeen();
    const { reason } = this.extra;
    if (isError(reason)) return reason;
    const text = `${this.name} has exited before it had started (${describeReason(reason)})`;
    return new RejectedError(text, { code: "ERR_MAILSLOT_NO_ACTOR", cause: reason });
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

  asking<R>(ref: Ref<R>, options: AskOptions = {}): AskFor<R> {
    const actor = actorOf(ref);
    const { timeout = actor.definition.askTimeout, signal = null } = checkAskOptions(actor.name, options);
    return actor.definition.askWith(actor, timeout, { signal, from: this }) as unknown as AskFor<R>;
  }

  become(behaviour: string | null): void {
    if (behaviour === this.behaviour) return;
    this.takeOn(behaviour);
    if ((this.flags & ENTERING) !== 0) this.wakeForMessage();
  }

  private takeOn(behaviour: string | null): void {
    const { extra, definition } = this;
    extra.handlers = behaviour === null ? null : definition.behaviour(behaviour);
    const entered = behaviour === null ? undefined : definition.entered.get(behaviour);
    if (entered !== undefined) extra.entering = new ToldMessage(entered, 1, extra.behaviour, undefined, null);
    extra.behaviour = behaviour;
    extra.timers?.changed();
    const isPlain = behaviour === null && (extra.timers?.idle ?? null) === null;
    this.flags = isPlain ? this.flags & ~CHANGED : this.flags | CHANGED;
    this.flags = entered === undefined ? this.flags & ~ENTERING : this.flags | ENTERING;
  }

  get behaviour(): string | null {
    return this.extraIfAny?.behaviour ?? null;
  }

  stash(): void {
    const current = this.current ?? (handoff.taken.to === this ? (this.current = handoff.taken.message()) : null);
    const isElsewhere = currentTask() instanceof InterleavedSteps;
    if (current === null || this.isHook(current) || isElsewhere) throw this.nothingToStash();
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
    const stash = this.extraIfAny?.stash ?? new Set<Message>();
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
    return this.extraIfAny?.timers?.stop(key) ?? false;
  }

  private setTimer(when: number | TimerOptions, message: string, args: unknown[], repeats: boolean): void {
    const options = typeof when === "object" ? when : { ms: when };
    const { ms, key = message } = options;
    if (!(repeats ? ms > 0 : ms >= 0) || ms === Number.POSITIVE_INFINITY) {
      throw misuse(
        "ERR_MAILSLOT_ARGUMENT",
        `the time of timer ${key} of ${this.name} is ${String(ms)}: give milliseconds`,
      );
    }
    if ((this.flags & GONE) !== 0) throw this.noActor();
    const kind = this.definition.messageNamed(message);
    this.extra.timers ??= new Timers(this);
    this.extra.timers.set({ ...options, key, repeats }, kind, args);
    if (this.extra.timers.idle === null) return;
    this.takeBack(); // what stands in the hand-off slot ends the idleness, too
    this.flags |= CHANGED;
  }

  /** Whether this stands for a hook, which is not a message that was sent. */
  isHook(message: Message): boolean {
    return message.kind === HOOK || message === this.extraIfAny?.entering;
  }

  get isAtWork(): boolean {
    return this.load > 0 || this.inSteps || (this.extraIfAny?.interleaved?.size ?? 0) > 0;
  }
}

// A ref must not be taken for a promise: `await ref`, or a ref that an async function returns, is the ref itself.
Object.defineProperty(ActorCore.prototype, "then", { value: undefined });

function misuse(code: ActorErrorCode, text: string): ActorUsageError {
  return new ActorUsageError(code, text);
}

/** Returns the actor behind a ref; throws `ERR_MAILSLOT_DEFINITION` for anything else. */
export function actorOf(ref: unknown): ActorCore {
  if (isInstance(ref, ActorCore)) return ref;
  throw misuse(
    "ERR_MAILSLOT_DEFINITION",
    `${describeReason(ref)} is not a ref of an actor: give what spawn() returned`,
  );
}
