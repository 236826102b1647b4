/** An actor that a topic tells what is published: how much may wait for it, its mailbox says. */
import { currentTask, notReady, Source, type Waiter } from "@mailslot/core";
import type { ActorCore } from "../actor/actor-core.js";
import { RejectedError } from "../errors.js";
import { sendDeadLetter } from "../mailbox/dead-letters.js";
import { currentActor } from "../spawn.js";
import type { Entry } from "./entry.js";
import type { Published, Subscriber } from "./topic-receiver.js";

export class ToldActor<T> implements Subscriber {
  readonly actor: ActorCore;
  message: string;
  /** The first entry that it has not been told. */
  private next: Entry<T>;
  private readonly topic: Published;
  private isTelling: boolean;
  private readonly leaves: () => void;

  constructor(topic: Published, next: Entry<T>, actor: ActorCore, message: string) {
    this.actor = actor;
    this.message = message;
    this.next = next;
    this.topic = topic;
    this.isTelling = false;
    this.leaves = () => this.topic.forget(actor);
    actor.atExit(this.leaves);
  }

  /** Tells what is new, in order, also when telling it makes somebody publish more. */
  offer(): void {
    if (this.isTelling) return;
    this.isTelling = true;
    for (let entry = this.next; entry.after !== null; entry = this.next) {
      this.next = entry.after;
      this.tell(entry);
    }
    this.isTelling = false;
  }

  private tell(entry: Entry<T>): void {
    const { actor, message } = this;
    if (!actor.alive && !actor.mayReturn) return;
    let room: unknown;
    try {
      room = (actor.tell as Record<string, (value: T) => unknown>)[message]?.(entry.value as T); // user code may run here
    } catch (error) {
      const reason =
        error instanceof RejectedError && error.code === "ERR_MAILSLOT_MAILBOX_FULL" ? "dropped" : "rejected";
      sendDeadLetter({ from: currentTask()?.name ?? null, to: actor.self, message, args: [entry.value], reason });
      return;
    }
    // An actor that publishes makes no room in its own mailbox while it waits.
    if (!(room instanceof Source) || currentActor() === actor.self || room.poll() !== notReady) return;
    entry.hold();
    room.subscribe(new Room(entry));
  }

  /** The topic is closed. */
  end(): void {
    this.leave();
  }

  leave(): void {
    this.topic.forget(this.actor);
    this.actor.notAtExit(this.leaves);
  }
}

/** Waits until the message has room in the mailbox, or the actor has exited. */
class Room implements Waiter<void> {
  after: Waiter | null;
  before: Waiter | null;
  private readonly entry: Entry<unknown>;

  constructor(entry: Entry<unknown>) {
    this.after = null;
    this.before = null;
    this.entry = entry;
  }

  claim(): boolean {
    return true;
  }

  deliver(): void {
    this.entry.release();
  }

  fail(): void {
    this.entry.release();
  }
}
