/**
 * The bonds of one actor or task: its links, the monitors on it and those it holds, and whether it traps exits; and what
 * becomes of them when it ends. Made when first needed.
 *
 * Invariants: a link is in `links` of both ends or of neither; a monitor in `monitors` of its target is in `held` of its
 * watcher; the dead have no links and no monitors.
 */
import { type AnyRef, type ExitReason, isRef, kill, type Signal, signal, taskOf, terminate } from "@mailslot/actor";
import { type EndWatcher, reportFailure, type Task, type TaskOutcome, watchEnd } from "@mailslot/core";
import { type Linkable, linkable } from "../linkable.js";
import { Cascade, isFailure } from "./cascade.js";
import { Inbox } from "./inbox.js";
import type { MonitorNode } from "./monitor-node.js";
import { ExitNotice, type Recall } from "./signals.js";
import { type Few, forEach, including, without } from "./small-set.js";

/** How an exit signal came to be: by `exit`, by a link, or from the supervisor of its receiver. */
export type Cause = "exit" | "link" | "parent";

/** Why somebody was told to end; held in an object, since any value is a reason. */
interface Sentence {
  readonly reason: ExitReason;
}

const KILLED: Sentence = { reason: "killed" };

export class Bonds implements EndWatcher {
  /** The ref or the task. */
  readonly owner: AnyRef | Task;
  /** The same as a ref; null for a plain task. */
  readonly ref: AnyRef | null;
  readonly task: Task;
  trapping: boolean;
  dead: boolean;
  links: Few<Bonds>;
  /** Monitors on it. */
  monitors: Few<MonitorNode>;
  /** Monitors that it holds on others. */
  held: Few<MonitorNode>;
  /** What takes back the exit signals that its end has sent, by links, to those who trap. */
  private recalls: Map<Bonds, Recall> | null;
  private inbox_: Inbox | null;
  /** The failure by which it was told to end. */
  private cascade: Cascade | null;
  /** The first signal that ends it. */
  private sentence: Sentence | null;

  constructor(owner: AnyRef | Task) {
    this.owner = owner;
    this.ref = isRef(owner) ? owner : null;
    this.task = this.ref === null ? (owner as Task) : (taskOf(this.ref) as Task);
    this.trapping = false;
    this.dead = false;
    this.links = null;
    this.monitors = null;
    this.held = null;
    this.recalls = null;
    this.inbox_ = null;
    this.cascade = null;
    this.sentence = null;
  }

  get inbox(): Inbox {
    this.inbox_ ??= new Inbox(this.task.describe());
    return this.inbox_;
  }

  /** Hands over a signal behind everything that was sent before. */
  tell(message: Signal): void {
    if (this.ref === null) this.inbox.put(message);
    else signal(this.ref, message);
  }

  /** Takes an exit signal, as OTP's processes do. */
  receiveExit(from: object, reason: ExitReason, cause: Cause, cascade: Cascade | null): void {
    if (this.dead) return;
    if (cause === "exit" && reason === "kill") this.kill();
    else if (this.trapping && !(cause === "parent" && this.ref !== null)) this.trap(from, reason, cause, cascade);
    else if (reason !== "normal" || from === this.owner) this.fall(reason, cascade);
  }

  private trap(from: object, reason: ExitReason, cause: Cause, cascade: Cascade | null): void {
    if (cascade !== null) cascade.seen = true;
    if (cause === "link") bondsOf(from as Linkable).tellByLink(this, reason);
    else this.tell(new ExitNotice(from, reason, null));
  }

  /** Tells one that traps exits of its end, until that one unlinks. */
  tellByLink(receiver: Bonds, reason: ExitReason): void {
    this.recalls ??= new Map();
    const recall = this.recalls.get(receiver) ?? { done: false };
    this.recalls.set(receiver, recall);
    receiver.tell(new ExitNotice(this.owner, reason, recall));
  }

  /** Ends because of a signal. What comes after that finds nobody, except a kill. */
  private fall(reason: ExitReason, cascade: Cascade | null): void {
    if (this.sentence !== null) return;
    this.join(cascade ?? (isFailure(reason) ? new Cascade(reason) : null));
    this.sentence = { reason };
    // User code may run here.
    if (this.ref !== null) terminate(this.ref, reason);
    else this.task.cancel(reason);
  }

  /** Whether it ends because of a signal other than a kill. */
  get isSentenced(): boolean {
    return this.sentence !== null && this.sentence !== KILLED;
  }

  private join(cascade: Cascade | null): void {
    if (cascade === null || this.cascade !== null) return;
    this.cascade = cascade;
    cascade.dying++;
  }

  /** Ends whatever it does. A plain task counts as dead at once; what it has in `finally` blocks still runs. */
  kill(): void {
    if (this.ref !== null) {
      this.sentence ??= KILLED;
      kill(this.ref);
      return;
    }
    this.die("killed", true, false);
    this.task.cancel("killed");
  }

  ended(outcome: TaskOutcome<unknown>, seen: boolean): boolean {
    // A task that was killed is dead already, and a failure on its way out is nobody else's.
    return !this.dead && this.die(this.reasonOf(outcome), seen, outcome.status === "failed");
  }

  private reasonOf(outcome: TaskOutcome<unknown>): ExitReason {
    if (outcome.status === "failed") return outcome.error;
    if (outcome.status === "completed") return this.ref === null ? "normal" : outcome.value;
    if (this.sentence !== null) return this.sentence.reason;
    return outcome.reason === undefined ? "shutdown" : { shutdown: outcome.reason };
  }

  /** Tells everybody. Returns whether the failure, if it is one, needs no report by the engine. */
  private die(reason: ExitReason, seen: boolean, engineReports: boolean): boolean {
    const { cascade: felledBy, links, monitors, held } = this;
    this.dead = true;
    this.links = null;
    this.monitors = null;
    this.held = null;
    const own = this.cascadeOf(reason, felledBy);
    if (own !== null && seen) own.seen = true;
    forEach(links, (other) => {
      other.links = without(other.links, this);
    });
    forEach(monitors, (monitor) => monitor.targetDied(reason, own));
    forEach(links, (other) => other.receiveExit(this.owner, reason, "link", own));
    forEach(held, (monitor) => monitor.watcherDied(reason, own));
    if (felledBy !== null) this.leave(felledBy, own);
    if (own === null || own.seen || own.dying > 0) return true;
    if (!engineReports) reportFailure(this.task, own.error);
    return !engineReports;
  }

  private cascadeOf(reason: ExitReason, felledBy: Cascade | null): Cascade | null {
    if (felledBy !== null && felledBy.reason === reason) return felledBy;
    return isFailure(reason) ? new Cascade(reason) : null;
  }

  private leave(felledBy: Cascade, own: Cascade | null): void {
    felledBy.dying--;
    if (felledBy !== own && felledBy.dying === 0 && !felledBy.seen) reportFailure(this.task, felledBy.error);
  }

  link(other: Bonds): void {
    this.links = including(this.links, other);
    other.links = including(other.links, this);
  }

  unlink(other: Bonds): void {
    this.links = without(this.links, other);
    other.links = without(other.links, this);
    const recall = other.recalls?.get(this);
    if (recall === undefined) return;
    recall.done = true;
    other.recalls?.delete(this);
  }
}

const BONDS: unique symbol = Symbol("bonds");

/** Whoever has bonds keeps them itself: entries of a WeakMap would cost a restart as much as all the rest of it. */
interface Bonded {
  [BONDS]?: Bonds;
}

/** Returns the bonds of an actor or task. */
export function bondsOf(given: Linkable): Bonds {
  const known = (given as Bonded | null | undefined)?.[BONDS];
  if (known !== undefined) return known;
  const owner = linkable(given);
  return (owner as Bonded)[BONDS] ?? makeBonds(owner);
}

function makeBonds(owner: AnyRef | Task): Bonds {
  const bonds = new Bonds(owner);
  (owner as Bonded)[BONDS] = bonds;
  watchEnd(bonds.task, bonds);
  return bonds;
}
