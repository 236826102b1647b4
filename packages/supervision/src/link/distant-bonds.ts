/**
 * The bonds of an actor elsewhere, as they are seen here: links and exit signals are handed to whoever carries them to its
 * home, which alone decides what they do. Monitors stay here, those on it and those it holds: the end of the ref is what they wait for, and
 * home hears when the last of them and of the links is gone.
 *
 * Invariants: a link with an actor elsewhere is kept at both homes; an exit signal of a link that either has ended is dropped.
 */
import { type AnyRef, type ExitReason, isDistant } from "@mailslot/actor";
import { unwatchExit, watchExit } from "@mailslot/actor/engine";
import type { Task } from "@mailslot/core";
import { checkFunction, checkKind } from "@mailslot/core/engine";
import { SupervisionError } from "../errors.js";
import { type Linkable, nameOf } from "../linkable.js";
import { Bonds, bondsOf, setBonds, type Watch } from "./bonds.js";
import { Cascade } from "./cascade.js";
import type { ExitCause } from "./signals.js";

/** Carries links and exit signals to the home of one actor. No method may throw. */
export interface BondCarrier {
  /** Links the actor with `peer`: at its home, {@link deliverLink} follows. */
  link(peer: AnyRef | Task): void;
  /** Ends the link with `peer`: at its home, {@link deliverUnlink} follows. */
  unlink(peer: AnyRef | Task): void;
  /**
   * Sends an exit signal from `from`, an actor, a task or something outside both: at its home, {@link deliverExit} follows. `seen`
   * says whether the failure, if the reason is one, has been seen already.
   */
  exit(from: object, reason: ExitReason, cause: ExitCause, seen: boolean): void;
}

class DistantBonds extends Bonds {
  private readonly carrier: BondCarrier;

  constructor(ref: AnyRef, carrier: BondCarrier) {
    super(ref);
    this.carrier = carrier;
  }

  override receiveExit(from: object, reason: ExitReason, cause: ExitCause, cascade: Cascade | null): void {
    if (this.dead) return;
    const seen = cascade?.seen === true;
    if (cascade !== null) cascade.seen = true; // its home has it now
    this.carrier.exit(from, reason, cause, seen);
    this.lookAgain(); // one that was linked may have ended
  }

  override addMonitor(watch: Watch): void {
    super.addMonitor(watch);
    watchExit(this.owner as AnyRef, true);
  }

  override removeMonitor(watch: Watch): void {
    super.removeMonitor(watch);
    this.lookAgain();
  }

  override hold(watch: Watch): void {
    super.hold(watch);
    watchExit(this.owner as AnyRef, watch.guards === true); // one that is ended by a failure has it, and reports it
  }

  override letGo(watch: Watch): void {
    super.letGo(watch);
    this.lookAgain();
  }

  override linked(other: Bonds): void {
    this.carrier.link(other.owner);
    watchExit(this.owner as AnyRef, false);
  }

  override unlinked(other: Bonds): void {
    this.carrier.unlink(other.owner);
    this.lookAgain();
  }

  /** Says so if the last link or monitor here is gone. */
  lookAgain(): void {
    if (this.links === null && this.monitors === null && this.held === null) unwatchExit(this.owner as AnyRef);
  }
}

/**
 * Says what carries the links and exit signals of `ref`, a ref that `refer` has made: call it before anything is linked with it.
 * Throws `ERR_MAILSLOT_NOT_LINKABLE` for an actor that lives here.
 *
 * @example
 * ```ts
 * import { type Distant, defineActor, refer } from "@mailslot/actor";
 * import { carryBonds, exit } from "@mailslot/supervision";
 *
 * const nothing = { watched() {} } as unknown as Distant;
 * const ref = refer(defineActor("account", { receive: {} }), "account#7 of node b", nothing);
 * carryBonds(ref, { link() {}, unlink() {}, exit: (_from, reason, cause) => console.log(cause, reason) });
 * exit(ref, "shutdown"); // exit shutdown
 * ```
 */
export function carryBonds(ref: AnyRef, carrier: BondCarrier): void {
  if (!isDistant(ref)) {
    const text = `${nameOf(ref)} lives here: only the bonds of a ref that refer() has made are carried`;
    throw new SupervisionError("ERR_MAILSLOT_NOT_LINKABLE", text);
  }
  for (const method of ["link", "unlink", "exit"])
    checkKind("the carrier given to carryBonds()", carrier, method, "an object with link, unlink and exit");
  setBonds(ref, new DistantBonds(ref, carrier));
}

/**
 * Links `target`, which lives here, with `from`, a ref of an actor elsewhere, which has linked itself there. Returns false when
 * `target` has ended: then its answer is an exit signal by a link with the reason `"noproc"`.
 *
 * @example
 * ```ts
 * import { type Distant, defineActor, refer, spawn } from "@mailslot/actor";
 * import { carryBonds, deliverLink, exit } from "@mailslot/supervision";
 *
 * const Account = defineActor("account", { receive: {} });
 * const far = refer(Account, "account#7 of node b", { watched() {} } as unknown as Distant);
 * carryBonds(far, { link() {}, unlink() {}, exit: (_from, reason, cause) => console.log(cause, reason) });
 * const near = spawn(Account);
 * console.log(deliverLink(near, far)); // true
 * exit(near, "shutdown"); // link shutdown
 * ```
 */
export function deliverLink(target: Linkable, from: AnyRef): boolean {
  const own = bondsOf(target);
  const peer = bondsOf(from);
  if (own.dead) return false;
  if (!peer.dead) own.link(peer);
  return true;
}

/** The watcher of a monitor of somebody elsewhere: nothing of it is known here, and it cannot die here. */
const somebody = { hold() {}, letGo() {} } as unknown as Bonds;

/** A monitor of somebody elsewhere, who sees a failure. */
class DistantWatch implements Watch {
  readonly watcher: Bonds;
  readonly watched: Bonds;
  private readonly down: (reason: ExitReason) => void;

  constructor(watched: Bonds, down: (reason: ExitReason) => void) {
    this.watcher = somebody;
    this.watched = watched;
    this.down = down;
  }

  targetDied(reason: ExitReason, cascade: Cascade | null): void {
    if (cascade !== null) cascade.seen = true;
    this.down(reason);
  }

  watcherDied(): void {}
}

/**
 * Calls `down` when `target`, which lives here, has ended, on behalf of somebody elsewhere who monitors it: a failure counts as seen.
 * Calls it at once, with `"noproc"`, when `target` has ended. `down` must not throw. Returns what ends the monitor: `down` is not called
 * any more, and nothing is kept; does nothing when `down` was called.
 *
 * @example
 * ```ts
 * import { defineActor, spawn, stop } from "@mailslot/actor";
 * import { deliverMonitor } from "@mailslot/supervision";
 *
 * const account = spawn(defineActor("account", { receive: {} }));
 * const end = deliverMonitor(account, () => console.log("not called"));
 * deliverMonitor(account, (reason) => console.log(reason)); // shutdown
 * end();
 * stop(account);
 * ```
 */
export function deliverMonitor(target: Linkable, down: (reason: ExitReason) => void): () => void {
  const watched = bondsOf(target);
  checkFunction("the function given to deliverMonitor()", down);
  const watch = new DistantWatch(watched, down);
  if (watched.dead) down("noproc");
  else watched.addMonitor(watch);
  return () => watched.removeMonitor(watch);
}

/**
 * Ends the link of `target`, which lives here, with `from`, which has ended it elsewhere.
 *
 * @example
 * ```ts
 * import { type Distant, defineActor, refer, spawn } from "@mailslot/actor";
 * import { carryBonds, deliverLink, deliverUnlink, exit } from "@mailslot/supervision";
 *
 * const Account = defineActor("account", { receive: {} });
 * const far = refer(Account, "account#7 of node b", { watched() {} } as unknown as Distant);
 * carryBonds(far, { link() {}, unlink() {}, exit: () => console.log("not called") });
 * const near = spawn(Account);
 * deliverLink(near, far);
 * deliverUnlink(near, far);
 * exit(near, "shutdown");
 * ```
 */
export function deliverUnlink(target: Linkable, from: AnyRef): void {
  const peer = bondsOf(from);
  bondsOf(target).unlink(peer);
  if (peer instanceof DistantBonds) peer.lookAgain();
}

/**
 * Hands `target`, which lives here, an exit signal from elsewhere, which does what `exit` does. One by a link ends that link, and
 * is dropped when there is none. `seen` (default: false) says whether the failure has been seen elsewhere.
 *
 * @example
 * ```ts
 * import { defineActor, exitOf, spawn } from "@mailslot/actor";
 * import { deliverExit } from "@mailslot/supervision";
 *
 * const account = spawn(defineActor("account", { receive: {} }));
 * deliverExit(account, { name: "main of node b" }, "kill", "exit");
 * console.log(await exitOf(account)); // killed
 * ```
 */
export function deliverExit(target: Linkable, from: object, reason: ExitReason, cause: ExitCause, seen = false): void {
  const own = bondsOf(target);
  if (cause === "link") {
    const peer = bondsOf(from as AnyRef);
    if (!own.isLinked(peer)) return;
    own.unlink(peer);
  }
  let cascade: Cascade | null = null;
  if (seen) {
    cascade = new Cascade(reason);
    cascade.seen = true;
  }
  own.receiveExit(from, reason, cause, cascade);
}
