/**
 * The ask: a message, the promise of a reply, and the wait for it, in one object. It ends once: with the reply, with a
 * rejection, or unknown; a reply that comes after that is a dead letter.
 *
 * Invariants: `settled` is false exactly while `earlier`/`later` may link the ask into a queue of time limits.
 */
import { CompactSource, type NotReady, notReady, type Task, type Waiter } from "@mailslot/core";
import { type Carried, onAbort, withoutStack } from "@mailslot/core/engine";
import type { MessageKind } from "../definition/message-kind.js";
import { RejectedError, UnknownOutcomeError } from "../errors.js";
import { deadLetter } from "../mailbox/dead-letters.js";
import type { Message } from "../mailbox/message.js";
import { type Asker, AskingActor } from "./asker.js";
import { askerBehind, checkCycle } from "./cycle.js";
import type { TimeLimit } from "./time-limits.js";

const PENDING = 0;
export const REPLIED = 1;
const FAILED = 2;
/** Failed because the actor has exited: the asker that gets the error has seen why. */
const LOST = 3;

export class Ask extends CompactSource<unknown> implements Message {
  after: Message | null;
  readonly kind: MessageKind;
  readonly count: number;
  readonly a: unknown;
  readonly b: unknown;
  readonly from: Task | null;
  carried?: Carried | null;
  readonly target: AskingActor;
  stage: number;
  /** The reply or the error. */
  value: unknown;
  // The links of a queue of time limits.
  limits: TimeLimit | null;
  /** When its time is over, by the clock of its scheduler; below 0 while that is not known. Read by dumps. */
  until: number;
  earlier: Ask | null;
  later: Ask | null;
  /** What waits for it in a way that only this field tells. */
  private asker: Asker | null;
  /** Called at its end: ends the wait for the signal that gives it up, and tells those who watch it. */
  atEnd: (() => void) | null;

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
    this.until = -1;
    this.earlier = null;
    this.later = null;
    this.asker = null;
    this.atEnd = null;
  }

  // As a source: the wait of the asker.

  poll(): unknown | NotReady {
    if (this.stage === PENDING) return notReady;
    if (this.stage === REPLIED) return this.value;
    if (this.stage === LOST) this.target.failureSeen();
    throw this.value;
  }

  override subscribe(waiter: Waiter<unknown>): void {
    if (!(waiter instanceof AskingActor)) this.countFor(askerBehind(waiter, this));
    else if (this.target.mayAsk || waiter === this.target) this.checkCycle(waiter);
    super.subscribe(waiter);
  }

  /** Records which actor waits for the reply, when the engine cannot tell. */
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

  /** Leaving it gives it up, also without having waited. */
  get actsWhenMade(): boolean {
    return true;
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

  /** As `refuse`, because the actor exits. */
  refuseAtExit(error: Error): void {
    if (this.stage !== PENDING || !this.settle(LOST, error)) return;
    this.target.failureSeen();
    this.failAll(error);
  }

  expire(milliseconds: number): void {
    const text = `${this.describe()} did not come within ${milliseconds} ms: it is unknown whether it was handled`;
    this.refuse(withoutStack(() => new UnknownOutcomeError("ERR_MAILSLOT_ASK_TIMEOUT", text)));
  }

  /** Gives the ask up when the signal aborts, until it ends; returns false when the signal has aborted already. */
  listen(signal: AbortSignal): boolean {
    const stop = onAbort(signal, () => this.abort(signal.reason)); // user code may run here
    if (this.stage !== PENDING) return false;
    this.atEnd = stop;
    return true;
  }

  /** Gives the ask up: what has not been handled is not handled. */
  private abort(reason: unknown): void {
    if (this.stage !== PENDING) return;
    const code = "ERR_MAILSLOT_ASK_ABORTED";
    const text = `${this.describe()} was given up: its signal has aborted`;
    // The stack of whatever aborts the signal would say nothing of the ask, and cost microseconds for each of many.
    this.refuse(
      withoutStack(() =>
        this.target.handles(this)
          ? new UnknownOutcomeError(code, `${text} while it was handled`, { cause: reason })
          : new RejectedError(`${text} before it was handled`, { code, cause: reason }),
      ),
    );
  }

  /** Settles an ask whose waiters have all given up. */
  private giveUp(): void {
    const text = `${this.describe()} is not waited for any more: ask again`;
    this.settle(
      FAILED,
      withoutStack(() => new RejectedError(text)),
    );
  }

  private settle(stage: number, value: unknown): boolean {
    this.stage = stage;
    this.value = value;
    if (this.limits !== null) this.limits.remove(this);
    if (this.asker !== null || this.atEnd !== null) this.letGo();
    if (this.after !== null) this.target.oneGivenUp(this);
    return this.waiting !== null;
  }

  private letGo(): void {
    const { asker, atEnd } = this;
    this.asker = null;
    this.atEnd = null;
    asker?.waitsNoMore(this);
    atEnd?.(); // user code may run here
  }
}
