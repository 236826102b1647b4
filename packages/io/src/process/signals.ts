/**
 * Signals that this process is sent, as sources. The system coalesces a signal that is sent again before it was
 * delivered; so does this: of each kind, at most one waits to be taken. See
 * docs/decisions/0241-processes-and-signals.md.
 *
 * Invariants: the listeners are there from the first wait to the close; each kind is in `pending` at most once.
 */
import { constants } from "node:os";
import {
  ClosedError,
  currentScheduler,
  type NotReady,
  notReady,
  QueuedSource,
  type Receiver,
  type Scheduler,
  type Source,
} from "@mailslot/core";
import { badArgument, untilClosed } from "@mailslot/core/engine";
import { checkHome, homeOf, OPERATION, type Owned } from "../ownership.js";
import { listenTo, stopListeningTo } from "./signal-listeners.js";

/** Gives signals. It can stand as a case of a select, and be iterated over; `using` closes it. */
export interface ProcessSignals extends Receiver<NodeJS.Signals>, Disposable {
  /**
   * Takes the next signal, or waits for one. The first wait installs the listeners: from then on, and between waits, these
   * signals do not end the process; of each kind one is kept, however often it came. Waiting for signals does not keep
   * the process alive. Fails with ClosedError when closed.
   */
  recv(): Source<NodeJS.Signals>;

  /** Takes the listeners away: the signals do again what they do by default. Waits fail with ClosedError. */
  close(): void;
}

/**
 * Makes a source of signals: `processSignals("SIGTERM", "SIGINT")`. Throws a UsageError for a name that is not a signal, and for
 * SIGKILL and SIGSTOP, which no program is told of.
 *
 * @example
 * ```ts
 * import { go } from "@mailslot/core";
 * import { processSignals } from "@mailslot/io";
 *
 * const stop = processSignals("SIGTERM", "SIGINT");
 * const stopped = go(function* () {
 *   console.log(yield* stop.recv()); // SIGTERM
 * });
 * const work = setInterval(() => {}, 1_000); // waiting for a signal does not keep the process alive
 * setTimeout(() => process.kill(process.pid, "SIGTERM"), 20);
 * await stopped;
 * stop.close();
 * clearInterval(work);
 * ```
 */
export function processSignals(...names: readonly NodeJS.Signals[]): ProcessSignals {
  if (names.length === 0) throw badArgument("the list of signals", "", 'a name such as "SIGTERM"');
  for (const name of names) checkSignal(name);
  return new SignalsOf(new NextSignal(currentScheduler(), names));
}

function checkSignal(name: unknown): void {
  if (typeof name !== "string" || !Object.hasOwn(constants.signals, name)) {
    throw badArgument("a signal", name, 'a name such as "SIGTERM"');
  }
  if (name === "SIGKILL" || name === "SIGSTOP") throw badArgument("a signal", name, "one that a program is told of");
}

class SignalsOf implements ProcessSignals {
  readonly home: symbol;
  private readonly next: NextSignal;

  constructor(next: NextSignal) {
    this.home = homeOf(next);
    this.next = next;
  }

  recv(): Source<NodeJS.Signals> {
    return this.next;
  }

  [Symbol.asyncIterator](): AsyncIterator<NodeJS.Signals> {
    return untilClosed(this.next);
  }

  close(): void {
    this.next.close();
  }

  [Symbol.dispose](): void {
    this.next.close();
  }
}

class NextSignal extends QueuedSource<NodeJS.Signals> implements Owned {
  readonly home: symbol;
  readonly scheduler: Scheduler;
  private readonly names: readonly NodeJS.Signals[];
  private readonly pending: Set<NodeJS.Signals>;
  private readonly heard: (name: NodeJS.Signals) => void;
  private listening: boolean;
  private closed: boolean;

  constructor(scheduler: Scheduler, names: readonly NodeJS.Signals[]) {
    super();
    this.home = OPERATION;
    this.scheduler = scheduler;
    this.names = [...new Set(names)];
    this.pending = new Set();
    this.heard = (name) => this.came(name);
    this.listening = false;
    this.closed = false;
  }

  poll(): NodeJS.Signals | NotReady {
    checkHome(this);
    if (this.closed) throw this.closedError();
    this.listen(); // here, since a select in which another case is always ready never enters this one
    const [first] = this.pending;
    if (first === undefined) return notReady;
    this.pending.delete(first);
    return first;
  }

  override describe(): string {
    return `the next of the signals ${this.names.join(", ")}`;
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    if (this.listening) for (const name of this.names) stopListeningTo(name, this.heard);
    this.scheduler.io(() => this.waiters.failAll(() => this.closedError()));
  }

  private listen(): void {
    if (this.listening) return;
    this.listening = true;
    for (const name of this.names) listenTo(name, this.heard);
  }

  private came(name: NodeJS.Signals): void {
    const waiter = this.waiters.take();
    if (waiter === null) this.pending.add(name);
    else this.scheduler.io(() => waiter.deliver(name));
  }

  private closedError(): ClosedError {
    return new ClosedError(`${this.describe()}: it is closed`);
  }
}
