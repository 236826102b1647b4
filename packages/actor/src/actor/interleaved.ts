/**
 * Handlers that wait beside others: one in a generator is a task of its own, one in a promise is only remembered.
 *
 * Invariants: a handler is in its actor's `extra.interleaved` until it has ended or was given up.
 */
import { type Scheduler, StacklessTask, type Steps, type Task } from "@mailslot/core";
import { workBegan } from "@mailslot/core/engine";
import type { Ask } from "../ask/ask.js";
import type { Asker } from "../ask/asker.js";
import type { Message } from "../mailbox/message.js";
import type { AnyRef } from "../ref/ref.js";

/** The actor whose handlers interleave. */
export interface Interleaver {
  readonly name: string;
  readonly self: AnyRef;
  readonly scheduler: Scheduler;
  interleavedEnded(handler: Interleaved, value: unknown): void;
  interleavedThrew(handler: Interleaved, error: unknown): void;
}

const handlers: WeakMap<Message, Interleaved> = new WeakMap();

/** Returns the handler that has taken `message` and runs beside others; null when there is none. */
export function interleavedOf(message: Message): Interleaved | null {
  return handlers.get(message) ?? null;
}

/** Forgets a handler that has ended. */
export function forgetInterleaved(handler: Interleaved): void {
  if (handlers.get(handler.message) === handler) handlers.delete(handler.message);
}

export interface Interleaved extends Asker {
  readonly message: Message;
  /** Whether the body of the handler has begun. */
  readonly hasBegun: boolean;
  /** Asks the handler to end, as a cancellation does; returns whether it has still to end. */
  stop(reason: unknown): boolean;
  /** Gives the handler up: nothing of it runs any more. */
  giveUp(): void;
}

/** A handler in a generator. */
export class InterleavedSteps extends StacklessTask implements Interleaved {
  readonly actor: Interleaver;
  readonly message: Message;
  /** Null once it has begun. */
  private steps: Steps<unknown> | null;
  private readonly asking: Set<Ask>;

  constructor(actor: Interleaver, message: Message, steps: Steps<unknown>) {
    super(message.kind, actor.scheduler);
    this.actor = actor;
    this.message = message;
    this.steps = steps;
    this.asking = new Set();
    handlers.set(message, this);
    this.announce(); // user code may run here
    this.begin();
  }

  override get name(): string {
    return `${this.actor.name} ${this.message.kind.name}`;
  }

  get hasBegun(): boolean {
    return this.steps === null;
  }

  override react(): void {
    const { steps } = this;
    this.steps = null;
    if (steps === null || this.runSteps(steps)) this.complete();
    else workBegan(this as unknown as Task);
  }

  override returned(value: unknown): void {
    this.actor.interleavedEnded(this, value);
  }

  override threw(error: unknown): void {
    this.actor.interleavedThrew(this, error);
  }

  stop(reason: unknown): boolean {
    if (!this.hasBegun) return false;
    this.stopSteps(reason); // user code may run here
    return this.inSteps;
  }

  giveUp(): void {
    this.steps = null;
    if (this.inSteps) this.abandon();
  }

  // As an asker.

  waits(ask: Ask): void {
    this.asking.add(ask);
  }

  waitsNoMore(ask: Ask): void {
    this.asking.delete(ask);
  }

  pendingAsks(): Iterable<Ask> {
    return this.asking;
  }
}

/** A handler in a promise, which nothing can stop. */
export class InterleavedPromise implements Interleaved {
  readonly name: string;
  readonly message: Message;
  declare readonly hasBegun: true;

  constructor(actor: Interleaver, message: Message, promise: PromiseLike<unknown>) {
    this.name = actor.name;
    this.message = message;
    handlers.set(message, this);
    promise.then(
      (value) => actor.interleavedEnded(this, value),
      (error) => actor.interleavedThrew(this, error),
    );
  }

  stop(): boolean {
    return false;
  }

  giveUp(): void {}

  // What it asks for cannot be told from what others ask for.
  waits(): void {}
  waitsNoMore(): void {}
  pendingAsks(): Iterable<Ask> {
    return [];
  }
}
(InterleavedPromise.prototype as { hasBegun: boolean }).hasBegun = true;
