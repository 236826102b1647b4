/**
 * The bonds of one actor or task: its links, the monitors on it and those it holds, whether it traps exits, and what happens
 * to all of them when it ends. Made when first needed. See docs/decisions/0320-bonds.md.
 *
 * Invariants: a link is in `links` of both ends or of neither; a monitor in `monitors` of its target is in `held` of its
 * watcher; one that has ended has neither links nor monitors.
 */
import { type AnyRef, drain, type ExitReason, isRef, kill, type Signal, signal, terminate } from "@mailslot/actor";
import { coreOf, finish, isStarting, reasonOf } from "@mailslot/actor/engine";
import { type EndWatcher, reportFailure, type Task, type TaskOutcome, watchEnd } from "@mailslot/core";
import { isReadable } from "@mailslot/core/engine";
import { type Linkable, linkable } from "../linkable.js";
import { Cascade, isFailure } from "./cascade.js";
import { Inbox } from "./inbox.js";
import { type ExitCause, ExitNotice, type Recall } from "./signals.js";
import { forEach, includes, including, type SmallSet, without } from "./small-set.js";

/** A monitor, as the bonds of its two ends see it. */
export interface Watch {
  readonly watcher: Bonds;
  readonly watched: Bonds;
  /** Whether it ends the watched one with its watcher. */
  readonly guards?: boolean;
  /** The watched one has ended. */
  targetDied(reason: ExitReason, cascade: Cascade | null): void;
  /** The watcher has ended. */
  watcherDied(reason: ExitReason, cascade: Cascade | null): void;
}

/** Why an actor or task was told to end. An object holds the reason, since any value can be one. */
interface Order {
  readonly reason: ExitReason;
}

const KILLED: Order = { reason: "killed" };

export class Bonds implements EndWatcher {
  /** The ref or the task. */
  readonly owner: AnyRef | Task;
  /** The same as a ref; null for a plain task. */
  readonly ref: AnyRef | null;
  readonly task: Task;
  trapping: boolean;
  dead: boolean;
  links: SmallSet<Bonds>;
  /** Monitors on it. */
  protected monitors: SmallSet<Watch>;
  /** Monitors that it holds on others. */
  protected held: SmallSet<Watch>;
  /** As a child: the monitor of its supervisor, also after the end. */
  supervision: Watch | null;
  /** What takes back the exit signals that its end has sent, by links, to those that trap exits. */
  private recalls: Map<Bonds, Recall> | null;
  private ownInbox: Inbox | null;
  /** The failure because of which it was told to end. */
  private cascade: Cascade | null;
  /** What the first signal that ends it says. */
  private order: Order | null;

  constructor(owner: AnyRef | Task) {
    this.owner = owner;
    this.ref = isRef(owner) ? owner : null;
    this.task = this.ref === null ? (owner as Task) : (coreOf(this.ref) as Task);
    this.trapping = false;
    this.dead = false;
    this.links = null;
    this.monitors = null;
    this.held = null;
    this.supervision = null;
    this.recalls = null;
    this.ownInbox = null;
    this.cascade = null;
    this.order = null;
  }

  get inbox(): Inbox {
    this.ownInbox ??= new Inbox(this.task.describe());
    return this.ownInbox;
  }

  /** Sends a signal, which arrives after everything that was sent before. */
  tell(message: Signal): void {
    if (this.ref === null) this.inbox.put(message);
    else signal(this.ref, message);
  }

  /** Takes an exit signal, as OTP's processes do. */
  receiveExit(from: object, reason: ExitReason, cause: ExitCause, cascade: Cascade | null): void {
    if (this.dead) return;
    if (cause === "exit" && reason === "kill") this.kill();
    else if (this.trapping && !(cause === "parent" && this.ref !== null)) this.trap(from, reason, cause, cascade);
    else if (reason !== "normal" || from === this.owner) this.endBecause(reason, cascade);
  }

  private trap(from: object, reason: ExitReason, cause: ExitCause, cascade: Cascade | null): void {
    if (cascade !== null) cascade.seen = true;
    if (cause === "link") bondsOf(from as Linkable).tellByLink(this, reason);
    else this.tell(new ExitNotice(from, reason, null));
  }

  /** Tells `receiver`, which traps exits, of its end; an unlink takes that back. */
  tellByLink(receiver: Bonds, reason: ExitReason): void {
    this.recalls ??= new Map();
    const recall = this.recalls.get(receiver) ?? { done: false };
    this.recalls.set(receiver, recall);
    receiver.tell(new ExitNotice(this.owner, reason, recall));
  }

  /** Ends because of a signal. Later ones change nothing, except a kill. */
  private endBecause(reason: ExitReason, cascade: Cascade | null): void {
    if (this.order !== null) return;
    this.join(cascade ?? (isFailure(reason) ? new Cascade(reason) : null));
    this.order = { reason };
    // User code may run here.
    if (this.ref !== null) terminate(this.ref, reason);
    else this.task.cancel(reason);
  }

  /** Ends, as an actor, when it has handled what it handles now, or all it has been sent. One that has not started ends at once. */
  finish(reason: ExitReason, drains: boolean): void {
    const ref = this.ref as AnyRef;
    if (this.dead || this.order !== null) return;
    if (isStarting(ref)) {
      this.endBecause(reason, null);
      return;
    }
    this.order = { reason };
    if (drains) drain(ref, reason);
    else finish(ref, reason);
  }

  /** Gives up what it waits for, as an actor that is to end. */
  giveUpWait(): void {
    terminate(this.ref as AnyRef, (this.order ?? KILLED).reason); // user code may run here
  }

  /** Whether it ends because of a signal other than a kill. */
  get endsBySignal(): boolean {
    return this.order !== null && this.order !== KILLED;
  }

  private join(cascade: Cascade | null): void {
    if (cascade === null || this.cascade !== null) return;
    this.cascade = cascade;
    cascade.dying++;
  }

  /** Ends at once, whatever it is doing. A plain task counts as dead at once, and its `finally` blocks still run. */
  kill(): void {
    if (this.ref !== null) {
      this.order ??= KILLED;
      kill(this.ref);
      return;
    }
    this.die("killed", true, false);
    this.task.cancel("killed");
  }

  ended(outcome: TaskOutcome<unknown>, seen: boolean): boolean {
    // A task that was killed is dead already; the engine reports a failure in its `finally` blocks.
    return !this.dead && this.die(this.reasonOf(outcome), seen, outcome.status === "failed");
  }

  private reasonOf(outcome: TaskOutcome<unknown>): ExitReason {
    if (outcome.status === "completed" && this.ref === null) return "normal";
    if (outcome.status !== "cancelled") return reasonOf(outcome);
    if (this.order !== null) return this.order.reason;
    return outcome.reason === undefined ? "shutdown" : { shutdown: outcome.reason };
  }

  /** Tells links and monitors. Returns whether the failure, if it is one, needs no report by the engine. */
  private die(reason: ExitReason, seen: boolean, engineReports: boolean): boolean {
    const { cascade: toldBy, links, monitors, held } = this;
    this.dead = true;
    this.links = null;
    this.monitors = null;
    this.held = null;
    const own = this.cascadeOf(reason, toldBy);
    if (own !== null && seen) own.seen = true;
    forEach(links, (other) => {
      other.links = without(other.links, this);
    });
    forEach(monitors, (watch) => {
      watch.watcher.letGo(watch);
      watch.targetDied(reason, own);
    });
    forEach(links, (other) => other.receiveExit(this.owner, reason, "link", own));
    forEach(held, (watch) => {
      watch.watched.removeMonitor(watch);
      watch.watcherDied(reason, own);
    });
    if (toldBy !== null) this.endedWithin(toldBy, own);
    if (own === null || own.seen || own.dying > 0) return true;
    if (!engineReports) reportFailure(this.task, own.error);
    return !engineReports;
  }

  private cascadeOf(reason: ExitReason, toldBy: Cascade | null): Cascade | null {
    if (toldBy !== null && toldBy.reason === reason) return toldBy;
    return isFailure(reason) ? new Cascade(reason) : null;
  }

  private endedWithin(toldBy: Cascade, own: Cascade | null): void {
    toldBy.dying--;
    if (toldBy !== own && toldBy.dying === 0 && !toldBy.seen) reportFailure(this.task, toldBy.error);
  }

  addMonitor(watch: Watch): void {
    this.monitors = including(this.monitors, watch);
    watch.watcher.hold(watch);
  }

  removeMonitor(watch: Watch): void {
    this.monitors = without(this.monitors, watch);
    watch.watcher.letGo(watch);
  }

  /** As the watcher of a monitor that begins, or has ended. */
  hold(watch: Watch): void {
    this.held = including(this.held, watch);
  }
  letGo(watch: Watch): void {
    this.held = without(this.held, watch);
  }

  /** Ties the two; returns whether they were not linked before. */
  link(other: Bonds): boolean {
    const isNew = !includes(this.links, other);
    this.links = including(this.links, other);
    other.links = including(other.links, this);
    return isNew;
  }

  isLinked(other: Bonds): boolean {
    return includes(this.links, other);
  }

  /** Tells one that lives elsewhere that it has been linked here with `other`, or that the link has ended. */
  linked(_other: Bonds): void {}
  unlinked(_other: Bonds): void {}

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

/** An actor or task keeps its bonds itself: entries of a WeakMap would double the cost of a restart. */
interface Bonded {
  [BONDS]?: Bonds;
}

/** Gives a ref of an actor elsewhere its bonds. */
export function setBonds(ref: AnyRef, bonds: Bonds): void {
  (ref as Bonded)[BONDS] = bonds;
  watchEnd(bonds.task, bonds);
}

/** Returns the bonds of an actor or task that has had some already. */
export function bondsIfAny(owner: AnyRef | Task): Bonds | null {
  return (owner as Bonded)[BONDS] ?? null;
}

/** Returns the bonds of an actor or task. */
export function bondsOf(given: Linkable): Bonds {
  const known = isReadable(given) ? (given as Bonded)[BONDS] : undefined;
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
