/**
 * A queue of messages, linked through their own `after`. The plain mailbox repeats this ring in the fields of the actor
 * itself, which saves an object per actor and an indirection per message.
 *
 * Invariants: `tail` is null or the last of a ring of `length` messages, and names the first; so a message stands in a
 * queue exactly while its `after` is not null. No message up to `places.get(names)` has one of those names; so a receive by
 * name looks at each message once, however many others wait. `beforeLast` stood before the message that was put last.
 */
import type { Message } from "./message.js";

/** More than a body has in its text. Forgetting a place costs time, never a message. */
const MOST_PLACES = 32;

export class MessageQueue {
  private tail: Message | null;
  private beforeLast: Message | null;
  private places: Map<string, Message> | null;
  length: number;

  constructor() {
    this.tail = null;
    this.beforeLast = null;
    this.places = null;
    this.length = 0;
  }

  put(message: Message): void {
    this.beforeLast = this.tail ?? message;
    this.insert(message);
    this.tail = message;
  }

  putFirst(message: Message): void {
    this.places = null;
    this.insert(message);
  }

  private insert(message: Message): void {
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

  /** Takes out the first message of these names that was not given up. */
  takeNamed(names: readonly string[]): Message | null {
    if (this.tail === null) return null;
    const key = JSON.stringify(names);
    const place = this.places?.get(key);
    let before = place ?? this.tail;
    for (let isFirst = place === undefined; isFirst || before !== this.tail; isFirst = false) {
      const message = before.after as Message;
      if (names.includes(message.kind.name) && !message.isGivenUp()) {
        if (before !== this.tail) this.keepPlace(key, before);
        return this.takeAfter(before);
      }
      before = message;
    }
    this.keepPlace(key, before);
    return null;
  }

  private keepPlace(key: string, place: Message): void {
    this.places ??= new Map();
    if (this.places.size >= MOST_PLACES) this.places.clear();
    this.places.set(key, place);
  }

  /** Takes out a message that stands here; at once, if it was put last. */
  takeOut(message: Message): void {
    if (this.beforeLast?.after === message) this.takeAfter(this.beforeLast);
    else this.takeWhere((each) => each === message);
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
    this.movePlaces(message, before);
    if (message === before) this.tail = null;
    else {
      before.after = message.after;
      if (message === this.tail) this.tail = before;
    }
    message.after = null;
    this.length--;
    return message;
  }

  /** What leaves is nobody's place any more, so that nothing keeps it. */
  private movePlaces(message: Message, before: Message): void {
    if (this.beforeLast === message) this.beforeLast = before === message ? null : before;
    if (this.places === null) return;
    for (const [key, place] of this.places) {
      if (place !== message) continue;
      if (before === this.tail) this.places.delete(key);
      else this.places.set(key, before);
    }
  }
}
