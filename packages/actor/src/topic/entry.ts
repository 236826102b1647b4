/**
 * What is published, as a list that each subscriber reads at its own pace: what all have read belongs to nobody and is collected.
 *
 * Invariants: the last entry is empty, and is the one that is published next; `isOut` of all others.
 */
import { Pending } from "@mailslot/core/engine";

export class Entry<T> {
  value: T | undefined;
  /** Null until something is published here. */
  after: Entry<T> | null;
  /** What its publisher waits for; null while nothing keeps it waiting. */
  publication: Publication | null;

  constructor() {
    this.value = undefined;
    this.after = null;
    this.publication = null;
  }

  /** Lets the publisher wait for one more subscriber. */
  hold(): void {
    this.publication ??= new Publication();
    this.publication.missing++;
  }

  /** One that the publisher waited for has room, or has left. */
  release(): void {
    this.publication?.release();
  }
}

/** The wait of a publisher until its message has room at every subscriber. To give it up takes nothing back. */
class Publication extends Pending {
  /** How many it waits for; at first its own publisher, who is asking them. */
  missing: number;

  constructor() {
    super();
    this.missing = 1;
  }

  release(): void {
    if (--this.missing === 0) this.admit();
  }

  protected enterAgain(): void {}

  protected leaveLine(): boolean {
    return false;
  }

  override describe(): string {
    return "room at the subscribers of a topic";
  }
}
