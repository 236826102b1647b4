/**
 * Whether a source that is not waited on is wanted still: it is until the host has polled once, and tasks have had their
 * turn, without its being asked for or waited on. See docs/decisions/0245-wanted-until-a-poll.md.
 *
 * Invariants: while nothing waits on the subject, and it has something to give up, a look after the next poll is due.
 */
import type { Scheduler } from "@mailslot/core";

/** What interest is taken in. */
export interface Subject {
  readonly scheduler: Scheduler;
  /** Whether something waits on it, or it has nothing to give up. */
  isHeld(): boolean;
  /** Gives up what it does or keeps, since nothing wants it. */
  giveUp(): void;
}

export class Interest {
  private readonly subject: Subject;
  /** Whether the subject was asked for, or waited on, since the last look. */
  private shown: boolean;
  /** The same, since a wait on it was over. */
  private renewed: boolean;
  private lookIsDue: boolean;

  constructor(subject: Subject) {
    this.subject = subject;
    this.shown = false;
    this.renewed = false;
    this.lookIsDue = false;
  }

  /** Whether the subject has been asked for since a wait on it was over. */
  get isRenewed(): boolean {
    return this.renewed;
  }

  /** The subject is asked for, or waited on. */
  show(): void {
    this.shown = true;
    this.renewed = true;
  }

  /** A wait on the subject is over. */
  noteLeft(): void {
    this.renewed = false;
    this.lookLater();
  }

  /** Unless the subject is held, looks after the next poll: without interest by then, it is given up after the one after that. */
  lookLater(): void {
    if (this.lookIsDue || this.subject.isHeld()) return;
    this.lookIsDue = true;
    this.subject.scheduler.loop.afterPoll(() => this.look());
  }

  private look(): void {
    this.lookIsDue = false;
    if (this.subject.isHeld()) return;
    const { shown } = this;
    this.shown = false;
    if (shown) this.lookLater();
    else this.subject.giveUp(); // user code may run here
  }
}
