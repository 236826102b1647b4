/** The fields that few actors need, or only at their end, so that the others do not pay for them. */
import type { Carried } from "@mailslot/core/engine";
import type { Ask } from "../ask/ask.js";
import type { AnyHandler } from "../definition/message-kind.js";
import type { ExitReason } from "../exit-reason.js";
import type { Mailbox } from "../mailbox/mailbox.js";
import type { Message } from "../mailbox/message.js";
import type { SelectiveMailbox } from "../mailbox/selective-mailbox.js";
import type { Timers } from "../timers/timers.js";
import type { Interleaved } from "./interleaved.js";
import type { Start } from "./start.js";

export class ActorExtras {
  /** Why the actor ends. */
  reason: ExitReason;
  /** Set when the promise of a handler or hook has settled, until the actor goes on. */
  settled: (() => void) | null;
  /** What runs at the exit, before anyone is notified: names and memberships are given back. */
  atExit: Set<() => void> | null;
  /** Takes the place of the plain mailbox. */
  mailbox: Mailbox | null;
  /** The same mailbox, in a raw actor. */
  selective: SelectiveMailbox | null;
  /** In the order of stashing. */
  stash: Set<Message> | null;
  timers: Timers | null;
  /** The name of the behaviour that has been taken on, and its handlers by the index of the message. */
  behaviour: string | null;
  handlers: readonly (AnyHandler | null)[] | null;
  /** The `entered` hook of what it became last, as a message. */
  entering: Message | null;
  /** Handlers that run beside others. */
  interleaved: Set<Interleaved> | null;
  /** The asks that the handler waits for through a promise or a time limit. */
  asking: Set<Ask> | null;
  /** Tells those who wait until `started` has run. */
  start: Start | null;
  /** The message or hook whose failure ended the actor. */
  failedIn: string | null;
  /** Whether a handler or hook has thrown. */
  hasThrown: boolean;
  /** Failures that came when another was the reason already. */
  readonly hidden: unknown[];
  /** Whether the failure was handed to an asker. */
  isFailureSeen: boolean;
  /** How many messages in the mailbox were given up. */
  givenUp: number;
  /** The depth at which to warn next. */
  warnAt: number;
  /** Whether the exit lets the handlers that interleave end by themselves. */
  isPatient: boolean;
  /** The actor's own context, while it is AWAY. */
  home: Carried | null;

  constructor() {
    this.reason = "normal";
    this.settled = null;
    this.atExit = null;
    this.mailbox = null;
    this.selective = null;
    this.stash = null;
    this.timers = null;
    this.behaviour = null;
    this.handlers = null;
    this.entering = null;
    this.interleaved = null;
    this.asking = null;
    this.start = null;
    this.failedIn = null;
    this.hasThrown = false;
    this.hidden = [];
    this.isFailureSeen = false;
    this.givenUp = 0;
    this.warnAt = 0;
    this.isPatient = false;
    this.home = null;
  }
}
