/** What few actors have, or only at their end; so that the others do not pay for it. */
import type { Ask } from "../ask/ask.js";
import type { AnyHandler } from "../definition/message-kind.js";
import type { ExitReason } from "../exit-reason.js";
import type { Mailbox } from "../mailbox/mailbox.js";
import type { Message } from "../mailbox/message.js";
import type { RawMailbox } from "../mailbox/selective-mailbox.js";
import type { Interleaved } from "./interleaved.js";
import type { Timers } from "./timers.js";

export class Parts {
  /** Why the actor ends. */
  reason: ExitReason;
  /** What the promise of a handler or hook has come to, until the actor takes it up. */
  settled: (() => void) | null;
  /** What is to be done before anybody hears of the end: names and memberships are given back. */
  private atExit: Set<() => void> | null;
  /** In place of the plain mailbox. */
  mailbox: Mailbox | null;
  /** Of an actor whose body receives itself. */
  raw: RawMailbox | null;
  stash: Message[] | null;
  timers: Timers | null;
  /** The name of the behaviour that has been taken on, and its handlers by the index of the message. */
  behaviour: string | null;
  handlers: readonly (AnyHandler | null)[] | null;
  /** Handlers that run beside others. */
  interleaved: Set<Interleaved> | null;
  /** The asks that a promise or a limit waits for, and so the handler. */
  asking: Set<Ask> | null;
  /** How many messages in the mailbox nobody is interested in any more. */
  givenUp: number;
  /** The depth at which to warn next. */
  warnAt: number;

  constructor() {
    this.reason = "normal";
    this.settled = null;
    this.atExit = null;
    this.mailbox = null;
    this.raw = null;
    this.stash = null;
    this.timers = null;
    this.behaviour = null;
    this.handlers = null;
    this.interleaved = null;
    this.asking = null;
    this.givenUp = 0;
    this.warnAt = 0;
  }

  addAtExit(action: () => void): void {
    this.atExit ??= new Set();
    this.atExit.add(action);
  }

  removeAtExit(action: () => void): void {
    this.atExit?.delete(action);
  }

  exit(): void {
    this.timers?.stopAll();
    if (this.atExit === null) return;
    for (const action of this.atExit) action();
    this.atExit = null;
  }
}
