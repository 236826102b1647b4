/**
 * A queue of messages, linked through their own `after`. The plain mailbox repeats this ring in the fields of the actor
 * itself, which saves an object per actor and an indirection per message.
 *
 * Invariants: `tail` is null or the last of a ring of `length` messages, and names the first; so a message stands in a
 * queue exactly while its `after` is not null.
 */
import type { Message } from "./message.js";

export class MessageQueue {
  private tail: Message | null;
  length: number;

  constructor() {
    this.tail = null;
    this.length = 0;
  }

  put(message: Message): void {
    this.putFirst(message);
    this.tail = message;
  }

  putFirst(message: Message): void {
    const { tail } = this;
    if (tail === null) {
      message.after = message;
      this.tail = message;
    } else {
      message.after = tail.after;
      tail.after = message;
    }
    this.length++;
  }

  takeFirst(): Message | null {
    return this.tail === null ? null : this.takeAfter(this.tail);
  }

  /** Takes out the first message that `fits`, and leaves the others in their order. */
  takeWhere(fits: (message: Message) => boolean): Message | null {
    let before = this.tail;
    for (let n = this.length; n > 0 && before !== null; n--) {
      const message = before.after as Message;
      const doesFit = fits(message); // user code may run here, and take messages out
      if (before.after !== message) return this.takeWhere(fits);
      if (doesFit) return this.takeAfter(before);
      before = message;
    }
    return null;
  }

  /** Takes out all messages that were given up. */
  sweep(letGo: (message: Message) => void): void {
    for (let n = this.length; n > 0; n--) {
      const message = this.takeFirst() as Message;
      if (message.isGivenUp()) letGo(message);
      else this.put(message);
    }
  }

  private takeAfter(before: Message): Message {
    const message = before.after as Message;
    if (message === before) this.tail = null;
    else {
      before.after = message.after;
      if (message === this.tail) this.tail = before;
    }
    message.after = null;
    this.length--;
    return message;
  }
}
