/**
 * Topics: what one publishes, all that have subscribed get, actors as a message and tasks from a receiver. See
 * docs/decisions/0312-topics.md.
 */
import { ClosedError, currentTask, type Operation } from "@mailslot/core";
import { actorOf } from "../actor/actor-core.js";
import { COMPLETE } from "../mailbox/pending-tell.js";
import type { MessageArguments, Ref } from "../ref/ref.js";
import { Entry } from "./entry.js";
import { ToldActor } from "./told-actor.js";
import {
  checkReceiver,
  EntryReceiver,
  type TopicReceiver,
  type TopicReceiverOptions,
  Unread,
} from "./topic-receiver.js";

/** The names of the messages of `R` that take a `T`, alone. */
export type MessageTaking<R, T> = {
  [K in keyof R & string]: [T] extends MessageArguments<R[K]> ? K : never;
}[keyof R & string];

/** Carries what is published to all that have subscribed. */
export interface Topic<T> {
  /** Its name in errors. */
  readonly name: string;
  /** Whether `close` has been called. */
  readonly closed: boolean;
  /** How many actors and receivers have subscribed. */
  readonly size: number;
  /**
   * Gives `value` to all that have subscribed by now. It acts when called; the operation is complete unless a receiver, or a mailbox,
   * is full that lets its senders wait: then, when there is room. To give up that wait takes nothing back. Throws `ClosedError`, with
   * `value` as `unsent`, when the topic is closed.
   */
  publish(value: T): Operation<void>;
  /**
   * Tells an actor `message` with all that is published from now on, until it exits; a message that it was told before is replaced. What its
   * mailbox does not take is a dead letter. Throws `ERR_MAILSLOT_NO_ACTOR` when the actor has exited, `ERR_MAILSLOT_UNKNOWN_MESSAGE`
   * when it has none of this name, and `ClosedError` when the topic is closed.
   */
  subscribe<R>(ref: Ref<R>, message: NoInfer<MessageTaking<R, T>>): void;
  /** Tells an actor nothing more; returns whether it was told. */
  unsubscribe<R>(ref: Ref<R>): boolean;
  /**
   * Returns a receiver of all that is published from now on. It leaves with the task that made it, unless `owner` says otherwise.
   * Throws `ERR_MAILSLOT_ARGUMENT`, and `ClosedError` when the topic is closed.
   */
  receiver(options?: TopicReceiverOptions): TopicReceiver<T>;
  /** Closes it, once. Receivers still get what was published, then fail with `ClosedError`; actors are told nothing. */
  close(): void;
}

class TopicCore<T> implements Topic<T> {
  readonly name: string;
  closed: boolean;
  /** What is published next. */
  private next: Entry<T>;
  /** Receivers by themselves, and actors by what they are. */
  private readonly subscribers: Map<object, Unread<T> | ToldActor<T>>;

  constructor(name: string) {
    this.name = name;
    this.closed = false;
    this.next = new Entry();
    this.subscribers = new Map();
  }

  get size(): number {
    return this.subscribers.size;
  }

  publish(value: T): Operation<void> {
    if (this.closed) throw this.isClosed(value);
    const entry = this.next;
    entry.value = value;
    this.next = entry.after = new Entry();
    for (const subscriber of this.subscribers.values()) subscriber.offer();
    const { publication } = entry;
    publication?.release();
    return publication ?? COMPLETE;
  }

  subscribe<R>(ref: Ref<R>, message: string): void {
    if (this.closed) throw this.isClosed();
    const actor = actorOf(ref);
    actor.definition.messageNamed(message);
    const told = this.subscribers.get(actor);
    if (told instanceof ToldActor) told.message = message;
    else this.subscribers.set(actor, new ToldActor(this, this.next, actor, message));
  }

  unsubscribe<R>(ref: Ref<R>): boolean {
    const told = this.subscribers.get(actorOf(ref));
    told?.leave();
    return told !== undefined;
  }

  receiver(options: TopicReceiverOptions = {}): TopicReceiver<T> {
    const limits = checkReceiver(options);
    if (this.closed) throw this.isClosed();
    const { owner = currentTask() } = options;
    const unread = new Unread(this, this.next, limits, owner);
    this.subscribers.set(unread, unread);
    return new EntryReceiver(unread);
  }

  forget(key: object): void {
    this.subscribers.delete(key);
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    for (const [key, subscriber] of this.subscribers) {
      this.subscribers.delete(key);
      subscriber.end();
    }
  }

  private isClosed(value?: T): ClosedError {
    const text = `topic ${this.name} is closed`;
    return value === undefined
      ? new ClosedError(text)
      : new ClosedError(`${text}: the message comes back as error.unsent`, value);
  }
}

/**
 * Makes a topic: whoever subscribes gets what is published from then on, in that order. An actor is told it as a message, and how much may wait
 * for it says its mailbox; a task takes it from a receiver, which lets publishers wait when it is full, or drops the oldest.
 * `name` is what it is called. Default: `"topic"`.
 *
 * @example
 * ```ts
 * import { defineActor, spawn, topic } from "@mailslot/actor";
 * import { go } from "@mailslot/core";
 *
 * const prices = topic<number>("prices");
 * const Chart = defineActor("chart", { receive: { draw: (_ctx, price: number) => console.log("draw", price) } });
 * prices.subscribe(spawn(Chart), "draw");
 * const last = go(function* last() {
 *   const newest = prices.receiver({ capacity: 1, overflow: "drop-oldest" }); // leaves with this task
 *   return yield* newest.recv();
 * });
 * await go(function* feed() {
 *   yield* prices.publish(101); // waits as long as somebody is too slow
 * });
 * console.log(await last); // 101
 * ```
 */
export function topic<T>(name = "topic"): Topic<T> {
  return new TopicCore<T>(name);
}
