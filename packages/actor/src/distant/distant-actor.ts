/**
 * An actor elsewhere, as it is seen here: a ref whose messages a {@link Distant} carries. It is an actor that never runs, so
 * that whatever takes a ref takes this one. No register of tasks lists it: it is kept by those who hold it, and while somebody wants to
 * know of its end.
 *
 * Invariants: an ask in flight has its {@link SentAsk} in `after`; `inFlight` counts these; `watching` is 0 exactly while nobody here wants to
 * know of its end, if its carrier takes a watch back; it is kept exactly while it lives and somebody does, other than by a look now and then.
 */
import { currentTask, type Operation, type Scheduler, type Source, type Task, type TaskOutcome } from "@mailslot/core";
import { carriers, isAwaited, listTask, unlistTask } from "@mailslot/core/engine";
import { ActorCore } from "../actor/actor-core.js";
import { InterleavedSteps } from "../actor/interleaved.js";
import { KILLED } from "../actor/mode.js";
import type { Ask } from "../ask/ask.js";
import type { Asker } from "../ask/asker.js";
import type { CompiledDefinition } from "../definition/compiled.js";
import type { MessageKind } from "../definition/message-kind.js";
import type { ExitReason } from "../exit-reason.js";
import { packContext } from "../mailbox/crossing-context.js";
import { argumentsOf, type Message, ToldMessage } from "../mailbox/message.js";
import { COMPLETE } from "../mailbox/pending-tell.js";
import type { AnyRef, AskFor } from "../ref/ref.js";
import type { Signal } from "../signal.js";
import type { Distant, DistantAsk, DistantMessage } from "./distant.js";
import { DistantEnd } from "./distant-end.js";
import { keepRef, letRefGo } from "./kept-refs.js";

class SentMessage implements DistantMessage {
  readonly message: string;
  readonly args: readonly unknown[];
  readonly from: AnyRef | Task | null;
  readonly context: unknown;

  constructor(message: Message, to: Task) {
    this.message = message.kind.name;
    this.args = argumentsOf(message);
    this.from = senderOf(message.from);
    this.context = carriers.any ? packContext(message, to) : undefined; // user code runs here
  }
}

export class SentAsk extends SentMessage implements DistantAsk {
  carried: unknown;
  private readonly asked: Ask;
  private readonly actor: DistantActor;

  constructor(ask: Ask, actor: DistantActor) {
    super(ask, actor);
    this.carried = undefined;
    this.asked = ask;
    this.actor = actor;
    ask.after = this as unknown as Message; // it stands somewhere, so its end is told to `oneGivenUp`
  }

  get isOver(): boolean {
    return (this.asked.after as unknown) !== this;
  }

  reply(value: unknown): void {
    this.actor.landed(this.asked, this);
    this.asked.reply(value); // one that is over makes a dead letter of it
  }

  refuse(error: Error): void {
    this.actor.landed(this.asked, this);
    this.asked.refuse(error);
  }
}

/** Returns who sent a message: of an actor, the ref. */
function senderOf(from: Task | null): AnyRef | Task | null {
  return from instanceof InterleavedSteps ? from.actor.self : from;
}

export class DistantActor extends ActorCore {
  private readonly label: string;
  private readonly distant: Distant;
  private inFlight: number;
  private asks: object | null;
  /** Whether somebody wants to know of its end: 0 for nobody, 2 for one who sees a failure. */
  private watching: 0 | 1 | 2;
  /** Whether it has links or monitors here. */
  private isBonded: boolean;
  /** Whether somebody has its task, of whom nothing tells when they want to know no more. */
  private isTaken: boolean;

  constructor(definition: CompiledDefinition, name: string, distant: Distant, scheduler: Scheduler | undefined) {
    super(definition, undefined, scheduler);
    this.label = name;
    this.distant = distant;
    this.inFlight = 0;
    this.asks = null;
    this.watching = 0;
    this.isBonded = false;
    this.isTaken = false;
    unlistTask(this);
  }

  /** Nothing is born here. */
  protected override born(): void {}

  override get name(): string {
    return this.label;
  }

  override get load(): number {
    return this.inFlight;
  }

  /** Kept here, since the definition would keep the object, and that its actor. */
  override get ask(): AskFor<never> {
    this.asks ??= this.askWith({});
    return this.asks as never;
  }

  // Who wants to know of its end.

  override get watchable(): Task<ExitReason> {
    this.isTaken = true;
    this.watchToTheEnd(true);
    return this;
  }

  override get exit(): Source<TaskOutcome<ExitReason>> {
    this.watch(true);
    return new DistantEnd(this, this.outcome());
  }

  override atExit(action: () => void): void {
    this.watchToTheEnd(false); // its carrier may know that it has ended
    super.atExit(action);
  }

  override notAtExit(action: () => void): void {
    super.notAtExit(action);
    this.unwatch();
  }

  bond(sees: boolean): void {
    this.isBonded = true;
    this.watchToTheEnd(sees);
  }

  unbond(): void {
    this.isBonded = false;
    this.unwatch();
  }

  /** Tells the carrier, unless it knows. */
  watch(sees: boolean): void {
    const watching = sees ? 2 : 1;
    if (this.watching >= watching || !this.alive) return;
    this.watching = watching;
    this.distant.watched(sees);
  }

  /** Tells the carrier of somebody who must be told of the end, and may hold nothing else. */
  watchToTheEnd(sees: boolean): void {
    if (!this.alive) return;
    keepRef(this, this.scheduler);
    this.watch(sees); // its carrier may end it here
  }

  /** Lets it go if the last who wanted to know does so no more, and tells the carrier. */
  unwatch(): void {
    if (!this.alive || this.isBonded || this.isTaken || isAwaited(this)) return;
    if ((this.extraIfAny?.atExit?.size ?? 0) > 0) return;
    letRefGo(this, this.scheduler);
    if (this.watching === 0 || this.distant.unwatched === undefined) return;
    this.watching = 0;
    this.distant.unwatched();
  }

  // What is sent.

  override tellPlain(kind: MessageKind, count: number, a: unknown, b: unknown): Operation<void> {
    return this.tellOne(new ToldMessage(kind, count, a, b, currentTask()));
  }

  override tellOne(message: Message): Operation<void> {
    this.carry(message); // user code runs here
    if (this.alive) return this.distant.tell(new SentMessage(message, this)) ?? COMPLETE;
    this.lose(message, "no actor");
    return COMPLETE;
  }

  override askOne(ask: Ask): void {
    this.carry(ask); // user code runs here
    if (!this.alive) {
      ask.refuse(this.noActor());
      return;
    }
    this.inFlight++;
    const sent = new SentAsk(ask, this);
    try {
      this.distant.ask(sent);
    } catch (error) {
      sent.refuse(error as Error); // its time limit goes with it
      throw error;
    }
  }

  override takeSignal(signal: Signal): void {
    if (this.alive) this.distant.signal(signal);
  }

  override stop(reason: ExitReason): void {
    if (this.alive) this.distant.stop(reason);
  }

  override drainElsewhere(reason: ExitReason): boolean {
    if (this.alive) this.distant.drain(reason);
    return true;
  }

  override terminate(reason: ExitReason): void {
    if (this.alive) this.distant.terminate(reason);
  }

  override kill(): void {
    if (this.alive) this.distant.kill();
  }

  // What becomes of asks.

  /** Notes that an ask is in flight no more. */
  landed(ask: Ask, sent: SentAsk): void {
    if ((ask.after as unknown) !== sent) return;
    ask.after = null;
    this.inFlight--;
  }

  override oneGivenUp(ask: Message): void {
    const sent = ask.after as unknown as SentAsk;
    this.landed(ask as Ask, sent);
    this.distant.givenUp(sent);
  }

  /** What is in flight may have begun. */
  override handles(): boolean {
    return true;
  }

  override get isDistant(): boolean {
    return true;
  }

  override get mayAsk(): boolean {
    return true;
  }

  override pendingAsks(): Iterable<Ask> {
    return [];
  }

  override reached(asker: Asker, closing: Ask, edge: Ask, names: readonly string[]): void {
    if (edge.after === null) return;
    const ask = edge.after as unknown as SentAsk;
    this.distant.awaited({ asker, ask, names, refuse: (error) => closing.refuse(error) });
  }

  /** Ends it here: the failure, if it is one, is reported where it happened. */
  endHere(reason: ExitReason): void {
    if (!this.alive) return;
    letRefGo(this, this.scheduler);
    this.extra.reason = reason;
    this.extra.isFailureSeen = true;
    if (reason === "killed") this.flags |= KILLED;
    listTask(this);
    this.finish();
  }
}
