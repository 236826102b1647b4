/** Who joins and leaves a group, as a topic: made when somebody asks for it, so that other groups have none. */
import { isInstance } from "@mailslot/core/engine";
import { ActorUsageError } from "../errors.js";
import { describeReason } from "../exit-reason.js";
import type { AnyRef } from "../ref/ref.js";
import { type Topic, topic } from "../topic/topic.js";
import { type Group, MemberList } from "./group.js";

/** One change of a group: an actor that was no member has joined, or one has left for good, by itself or by its exit. */
export interface MemberChange<R extends AnyRef = AnyRef> {
  /** What has happened. */
  readonly type: "joined" | "left";
  /** Who it was. */
  readonly member: R;
}

/** What is published of a group to those who subscribe. */
export type Membership<R extends AnyRef = AnyRef> = Pick<
  Topic<MemberChange<R>>,
  "name" | "size" | "subscribe" | "unsubscribe" | "receiver"
>;

const known: WeakMap<object, Topic<MemberChange>> = new WeakMap();

/**
 * Returns the topic on which a group tells who joins and who leaves, in that order; actors subscribe with a message, tasks take a receiver. Who
 * joins again while it is a member is not told, nor who leaves and still is. An actor that exits has left before others are told of its
 * exit. Joining waits for no subscriber: what a slow receiver has no room for waits, unless it drops the oldest. Those who are
 * members when a subscription begins are in the group itself. Throws `ERR_MAILSLOT_ARGUMENT` for what is not a group.
 *
 * @example
 * ```ts
 * import { createGroup, defineActor, kill, membershipOf, spawn } from "@mailslot/actor";
 *
 * const room = createGroup("room");
 * const changes = membershipOf(room).receiver();
 * const guest = spawn(defineActor("guest", { receive: {} }));
 * room.join(guest);
 * console.log((await changes.recv()).type); // joined
 * kill(guest);
 * console.log((await changes.recv()).type); // left
 * ```
 */
export function membershipOf<R extends AnyRef>(group: Group<R>): Membership<R> {
  if (!isInstance(group, MemberList)) {
    const text = `membershipOf() was given ${describeReason(group)}: give what createGroup() returned`;
    throw new ActorUsageError("ERR_MAILSLOT_ARGUMENT", text);
  }
  const changes = known.get(group) ?? topic<MemberChange>(`membership of ${group.name}`);
  if (group.notice === null) {
    known.set(group, changes);
    group.notice = (type, member) => void changes.publish({ type, member });
  }
  return changes as unknown as Membership<R>;
}
