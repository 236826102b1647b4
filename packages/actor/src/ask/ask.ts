/**
 * The ask: a message, the promise of a reply, and the wait for it, in one object. It ends once: with the reply, with a
 * rejection, or unknown; what comes after that is a dead letter.
 *
 * Invariants: `settled` is false exactly while `earlier`/`later` may link the ask into a queue of time limits.
 */
import { CompactSource, type NotReady, notReady, type Task, type Waiter } from "@mailslot/core";
import { handlingOf } from "../actor/interleaved.js";
import type { MessageKind } from "../definition/message-kind.js";
import { RejectedError, UnknownOutcomeError } from "../errors.js";
import { deadLetter } from "../mailbox/dead-letters.js";
import type { Message } from "../mailbox/message.js";
import { type Asker, AskingActor } from "./asker.js";
import { askerBehind, checkCycle } from "./cycle.js";
import type { LimitQueue } from "./time-limits.js";

const PENDING = 0;
const REPLIED = 1;
const FAILED = 2;

export class Ask extends CompactSource<unknown> implements Message {
  after: Message | null;
  readonly kind: MessageKind;
  readonly count: number;
  readonly a: unknown;
  readonly b: unknown;
  readonly from: Task | null;
  readonly target: AskingActor;
  private stage: number;
  /** The reply or the error. */
  private value: unknown;
  // The place in a queue of time limits.
  limits: LimitQueue | null;
  expiry: number;
  earlier: Ask | null;
  later: Ask | null;
  /** Who waits for it in a way that only this field tells. */
  private asker: Asker | null;
  /** Called when it ends. */
  onEnd: (() => void) | null;

  constructor(kind: MessageKind, count: number, a: unknown, b: unknown, from: Task | null, target: AskingActor) {
    super();
    this.after = null;
    this.kind = kind;
    this.count = count;
    this.a = a;
    this.b = b;
    this.from = from;
    this.target = target;
    this.stage = PENDING;
    this.value = undefined;
    this.limits = null;
    this.expiry = 0;
    this.earlier = null;
    this.later = null;
    this.asker = null;
    this.onEnd = null;
  }

  // As a source: the wait of whoever asks.

  poll(): unknown | NotReady {
    if (this.stage === PENDING) return notReady;
    if (this.stage === FAILED) throw this.value;
    return this.value;
  }

  override subscribe(waiter: Waiter<unknown>): void {
    if (!(waiter instanceof AskingActor)) this.countFor(askerBehind(waiter, this));
    else if (this.target.mayAsk || waiter === this.target) this.checkCycle(waiter);
    super.subscribe(waiter);
  }

  /** Lets it be known who waits, when the engine does not know it by itself. */
  private countFor(asker: Asker | null): void {
    if (asker === null || this.asker !== null) return;
    this.checkCycle(asker);
    this.asker = asker;
    asker.waits(this);
  }

  private checkCycle(asker: Asker): void {
    try {
      checkCycle(asker, this);
    } catch (error) {
      this.settle(FAILED, error);
      throw error;
    }
  }

  override unsubscribe(waiter: Waiter<unknown>): void {
    super.unsubscribe(waiter);
    if (this.waiting === null && this.stage === PENDING) this.giveUp();
  }

  override describe(): string {
    return `the reply of ${this.target.name} to ${this.kind.name}`;
  }

  // As a message: what becomes of it.

  isGivenUp(): boolean {
    return this.stage !== PENDING;
  }

  reply(result: unknown): void {
    if (this.after !== null) return; // stashed
    if (this.stage !== PENDING) deadLetter(this, this.target.self, "late reply", result);
    else if (this.settle(REPLIED, result)) this.deliverToAll(result);
  }

  refuse(error: Error): void {
    if (this.stage === PENDING && this.settle(FAILED, error)) this.failAll(error);
  }

  expire(milliseconds: number): void {
    const text = `${this.describe()} did not come within ${milliseconds} ms: it is unknown whether it was handled`;
    this.refuse(new UnknownOutcomeError("ERR_MAILSLOT_ASK_TIMEOUT", text));
    if (this.after !== null) this.target.oneGivenUp();
  }

  /** Gives the ask up: what has not been handled is not handled. */
  abort(reason: unknown): void {
    if (this.stage !== PENDING) return;
    const stands = this.after !== null;
    const code = "ERR_MAILSLOT_ASK_ABORTED";
    const text = `${this.describe()} was given up: its signal has aborted`;
    this.refuse(
      this.isUntouched()
        ? new RejectedError(`${text} before it was handled`, { code, cause: reason })
        : new UnknownOutcomeError(code, `${text} while it was handled`, { cause: reason }),
    );
    if (stands) this.target.oneGivenUp();
  }

  /** Whether no handler has begun with it. */
  private isUntouched(): boolean {
    return !this.target.handles(this) && handlingOf(this) === null;
  }

  /** Nobody waits any more. */
  private giveUp(): void {
    this.settle(FAILED, new RejectedError(`${this.describe()} is not waited for any more: ask again`));
    if (this.after !== null) this.target.oneGivenUp();
  }

  private settle(stage: number, value: unknown): boolean {
    this.stage = stage;
    this.value = value;
    if (this.limits !== null) this.limits.remove(this);
    if (this.asker !== null || this.onEnd !== null) this.letGo();
    return this.waiting !== null;
  }

  private letGo(): void {
    this.asker?.waitsNoMore(this);
    this.onEnd?.();
    this.asker = null;
    this.onEnd = null;
  }
}
