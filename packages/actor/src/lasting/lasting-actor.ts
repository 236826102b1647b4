/**
 * A ref that outlasts restarts: an actor that never runs, and hands what it is sent to the incarnation that runs now. What comes
 * while none does waits here. See docs/decisions/0310-refs-that-last.md.
 *
 * Invariants: a message is in `held` only while no incarnation takes messages; an ask there has itself in `after`.
 */
import { currentTask, type Operation, type Scheduler, type Task } from "@mailslot/core";
import { listTask, unlistTask } from "@mailslot/core/engine";
import { ActorCore, actorOf } from "../actor/actor-core.js";
import { DRAINING, EXITING, GONE } from "../actor/mode.js";
import { Ask } from "../ask/ask.js";
import type { CompiledDefinition } from "../definition/compiled.js";
import type { MessageKind } from "../definition/message-kind.js";
import { ActorUsageError } from "../errors.js";
import type { ExitReason } from "../exit-reason.js";
import { type Message, ToldMessage } from "../mailbox/message.js";
import { COMPLETE } from "../mailbox/pending-tell.js";
import type { AnyRef, AskFor } from "../ref/ref.js";
import type { Signal } from "../signal.js";

/** Tells which incarnation runs now. */
export interface Whereabouts {
  /** Returns the incarnation that runs; null when none does. */
  present(): AnyRef | null;
  /** Returns the incarnation for a message, which may be started for it. Default: the one that runs. */
  demand?(): AnyRef | null;
  /** Whether no incarnation comes any more. Default: false. */
  readonly isOver?: boolean;
  /** Calls `back` once, when the next incarnation is there; returns what takes that back. */
  whenBack(back: () => void): () => void;
}

/** How a ref that outlasts restarts treats what is told while no incarnation runs. */
export interface LastingOptions {
  /**
   * How many told messages wait for the next incarnation; more become dead letters, and with 0 all do. Default: 1,000. Asks wait
   * as long as their time allows.
   */
  readonly keep?: number;
  /** Whose clock limits asks. Default: the scheduler of the running task, else the default one. */
  readonly scheduler?: Scheduler;
}

export class LastingActor extends ActorCore {
  private readonly label: string;
  private readonly whereabouts: Whereabouts;
  private readonly limit: number;
  /** In the order in which they came. */
  private readonly held: Set<Message>;
  private told: number;
  /** Null while it does not wait for an incarnation. */
  private awaitNoMore: (() => void) | null;

  constructor(definition: CompiledDefinition, name: string, whereabouts: Whereabouts, options: LastingOptions) {
    super(definition, undefined, options.scheduler);
    this.label = name;
    this.whereabouts = whereabouts;
    this.limit = options.keep ?? 1_000;
    this.held = new Set();
    this.told = 0;
    this.awaitNoMore = null;
    unlistTask(this);
  }

  /** Nothing is born here. */
  protected override born(): void {}

  override get name(): string {
    return this.label;
  }

  override get alive(): boolean {
    return this.incarnation() !== null;
  }

  override get mayReturn(): boolean {
    return (this.flags & GONE) === 0 && this.whereabouts.isOver !== true;
  }

  override get load(): number {
    return this.incarnation()?.load ?? this.held.size;
  }

  /** The definition would keep the object. */
  override get ask(): AskFor<never> {
    return this.askWith({});
  }

  override get watchable(): Task<ExitReason> {
    const text = `${this.name} stands for many incarnations: wait for, link or monitor the one that runs, such as sup.child(id) or whereIs(name)`;
    throw new ActorUsageError("ERR_MAILSLOT_ARGUMENT", text);
  }

  override get standsFor(): ActorCore | null {
    return this.incarnation();
  }

  /** Returns the incarnation for a message. */
  private receiver(): ActorCore | null {
    const { whereabouts } = this;
    return whereabouts.demand === undefined ? this.incarnation() : this.incarnation(whereabouts.demand()); // user code may run here
  }

  /** Returns the incarnation that takes messages. */
  private incarnation(ref: AnyRef | null = this.whereabouts.present()): ActorCore | null {
    if (ref === null) return null;
    const actor = actorOf(ref);
    const takes = actor.definition === this.definition && (actor.flags & (GONE | EXITING | DRAINING)) === 0;
    return takes ? actor : null;
  }

  // What is sent.

  override tellPlain(kind: MessageKind, count: number, a: unknown, b: unknown): Operation<void> {
    return (
      this.receiver()?.tellPlain(kind, count, a, b) ?? this.keepTold(new ToldMessage(kind, count, a, b, currentTask()))
    );
  }

  override tellOne(message: Message): Operation<void> {
    return this.receiver()?.tellOne(message) ?? this.keepTold(message);
  }

  override askOne(ask: Ask): void {
    const actor = this.receiverOf(ask);
    if (ask.isGivenUp()) return;
    if (actor !== null) {
      handOver(ask, actor);
      return;
    }
    this.carry(ask); // user code runs here
    if (this.mayReturn) {
      ask.after = ask; // it stands somewhere, so its end is told to `oneGivenUp`
      this.wait(ask);
    } else ask.refuse(this.noActor());
  }

  /** Returns the receiver of an ask, which fails when that cannot be started. */
  private receiverOf(ask: Ask): ActorCore | null {
    try {
      return this.receiver();
    } catch (error) {
      ask.after = null;
      this.held.delete(ask);
      ask.refuse(error as Error);
      return null;
    }
  }

  private keepTold(message: Message): Operation<void> {
    this.carry(message); // user code runs here
    if (!this.mayReturn) this.lose(message, "no actor");
    else if (this.told >= this.limit) this.lose(message, this.limit === 0 ? "no actor" : "dropped");
    else {
      this.told++;
      this.wait(message);
    }
    return COMPLETE;
  }

  private wait(message: Message): void {
    this.held.add(message);
    this.awaitBack();
  }

  private awaitBack(): void {
    if (this.awaitNoMore !== null) return;
    this.awaitNoMore = this.whereabouts.whenBack(() => {
      this.awaitNoMore = null;
      this.handOverAll();
    });
  }

  /** Hands over what waits, in order; what is sent meanwhile comes after it. */
  private handOverAll(): void {
    for (const message of this.held) {
      const actor = message instanceof Ask ? this.receiverOf(message) : this.receiverOfTold(message);
      if (actor !== null) {
        this.held.delete(message);
        if (message instanceof Ask) handOver(message, actor);
        else this.handOverTold(message, actor);
      } else if (!this.mayReturn) this.refuseHeld();
      else if (this.held.has(message)) {
        this.awaitBack();
        return;
      }
    }
  }

  private receiverOfTold(message: Message): ActorCore | null {
    try {
      return this.receiver();
    } catch {
      this.held.delete(message);
      this.told--;
      this.lose(message, "no actor"); // it cannot be started
      return null;
    }
  }

  private handOverTold(message: Message, actor: ActorCore): void {
    this.told--;
    try {
      actor.tellOne(message);
    } catch {
      this.lose(message, "dropped"); // its mailbox is full, and fails
    }
  }

  override oneGivenUp(ask: Message): void {
    ask.after = null;
    this.held.delete(ask);
    if (this.held.size > 0) return;
    this.awaitNoMore?.(); // else a name that nobody gets would keep it
    this.awaitNoMore = null;
  }

  override handles(): boolean {
    return false;
  }

  // What is done to it is done to the incarnation that runs.

  override takeSignal(signal: Signal): void {
    this.incarnation()?.takeSignal(signal);
  }

  override stop(reason: ExitReason): void {
    this.incarnation()?.stop(reason);
  }

  override terminate(reason: ExitReason): void {
    this.incarnation()?.terminate(reason);
  }

  override kill(): void {
    this.incarnation()?.kill();
  }

  /** No incarnation comes any more. */
  endHere(reason: ExitReason): void {
    if (!this.mayReturn) return;
    this.extra.reason = reason;
    this.extra.isFailureSeen = true;
    listTask(this);
    this.finish();
    this.refuseHeld();
  }

  private refuseHeld(): void {
    for (const message of this.held) {
      this.held.delete(message);
      message.after = null;
      if (message instanceof Ask) message.refuse(this.noActor());
      else this.lose(message, "no actor");
    }
  }
}

/** From here on it is an ask of the incarnation, as if it had been sent to that. */
function handOver(ask: Ask, actor: ActorCore): void {
  ask.after = null;
  (ask as { target: unknown }).target = actor;
  actor.askOne(ask);
}
