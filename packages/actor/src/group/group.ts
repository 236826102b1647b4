/**
 * Groups of actors. Membership is counted, as in OTP's pg: an actor that joined twice must leave twice. An actor that exits
 * has left its groups before any waiter learns of the exit.
 */
import { actorOf } from "../actor/actor-core.js";
import type { AnyRef } from "../ref/ref.js";

/** Actors that belong together, such as the members of a chat room. */
export interface Group<R extends AnyRef = AnyRef> {
  /** Its name in errors. */
  readonly name: string;
  /** How many memberships there are. */
  readonly size: number;
  /** Lets an actor join, once more when it is a member. Throws `ERR_MAILSLOT_NO_ACTOR` when it has exited. */
  join(ref: R): void;
  /** Takes back one membership of the actor; returns whether it had one. */
  leave(ref: R): boolean;
  /** Returns how many memberships the actor has. */
  count(ref: R): number;
  /** Returns the members in the order in which they came, each as often as it joined. */
  members(): R[];
  /** Iterates over the members, each once. */
  [Symbol.iterator](): Iterator<R>;
}

interface Membership {
  count: number;
  readonly leave: () => void;
}

export class MemberList<R extends AnyRef> implements Group<R> {
  readonly name: string;
  private readonly memberships: Map<R, Membership>;
  private total: number;
  /** Hears of those who come and go. */
  notice: ((type: "joined" | "left", member: R) => void) | null;

  constructor(name: string) {
    this.name = name;
    this.memberships = new Map();
    this.total = 0;
    this.notice = null;
  }

  get size(): number {
    return this.total;
  }

  join(ref: R): void {
    const membership = this.memberships.get(ref) ?? this.addMember(ref);
    membership.count++;
    this.total++;
    if (membership.count === 1) this.notice?.("joined", ref);
  }

  leave(ref: R): boolean {
    const membership = this.memberships.get(ref);
    if (membership === undefined) return false;
    this.total--;
    if (--membership.count > 0) return true;
    this.memberships.delete(ref);
    actorOf(ref).notAtExit(membership.leave);
    this.notice?.("left", ref);
    return true;
  }

  count(ref: R): number {
    return this.memberships.get(ref)?.count ?? 0;
  }

  members(): R[] {
    return [...this.memberships].flatMap(([ref, { count }]) => (count === 1 ? [ref] : new Array<R>(count).fill(ref)));
  }

  [Symbol.iterator](): Iterator<R> {
    return this.memberships.keys();
  }

  private addMember(ref: R): Membership {
    const leave = (): void => {
      this.total -= this.count(ref);
      this.memberships.delete(ref);
      this.notice?.("left", ref);
    };
    const membership = { count: 0, leave };
    actorOf(ref).atExit(leave);
    this.memberships.set(ref, membership);
    return membership;
  }
}

/**
 * Makes a group for refs of one type. `name` is what it is called. Default: `"group"`. Members that exit leave.
 *
 * @example
 * ```ts
 * import { createGroup, defineActor, type RefOf, spawn } from "@mailslot/actor";
 *
 * const Member = defineActor("member", { receive: { hear: (_ctx, text: string) => console.log(text) } });
 * const lobby = createGroup<RefOf<typeof Member>>("lobby");
 * lobby.join(spawn(Member));
 * for (const member of lobby) member.tell.hear("welcome"); // welcome
 * ```
 */
export function createGroup<R extends AnyRef = AnyRef>(name = "group"): Group<R> {
  return new MemberList<R>(name);
}
