// The chat: rooms are groups of members, and a registry finds members by name. Both forget a member that has exited
// before the others hear of it, so a room that hears of a crash speaks to the members that are left.
import { createGroup, createRegistry, exitOf, type Group, spawn, stop, taskOf } from "@mailslot/actor";
import { type Steps, watchEnd } from "@mailslot/core";
import { type Listener, Member, type MemberRef } from "./member.js";

/** Says why a command cannot be carried out. */
export class NotPossible extends Error {}

type Room = Group<MemberRef>;

export class Chat {
  private readonly names = createRegistry<string, MemberRef>({ name: "the members" });
  private readonly everybody: Room = createGroup<MemberRef>("everybody");
  private readonly rooms = new Map<string, Room>();
  /** The rooms that each member is in. When the chat hears of an end, that member has left them, so they are kept here. */
  private readonly whereabouts = new Map<MemberRef, Set<Room>>();
  private readonly listener: Listener;

  constructor(listener: Listener) {
    this.listener = listener;
  }

  /** Lets a member, new or known, into a room; a member that is there already joins once more, as from a second window. */
  join(name: string, roomName: string): void {
    const member = this.names.whereIs(name) ?? this.enter(name);
    const room = this.rooms.get(roomName) ?? this.open(roomName);
    if (room.count(member) === 0) announce(room, `${name} has joined`);
    room.join(member);
    this.whereabouts.get(member)?.add(room);
  }

  /** Closes one window of a member on a room; with the last, the member has left. */
  leave(name: string, roomName: string): void {
    const { room, member } = this.find(name, roomName);
    room.leave(member);
    if (room.count(member) > 0) return;
    this.whereabouts.get(member)?.delete(room);
    announce(room, `${name} has left`);
  }

  /** Tells the others in the room. */
  say(name: string, roomName: string, text: string): void {
    const { room, member } = this.find(name, roomName);
    for (const each of room) if (each !== member) each.tell.hear({ room: roomName, from: name, text });
  }

  crash(name: string): void {
    this.member(name).tell.crash();
  }

  quit(name: string): void {
    stop(this.member(name), "normal");
  }

  /** Returns who is in a room, each as often as it joined. */
  who(roomName: string): string[] {
    const members = this.rooms.get(roomName)?.members() ?? [];
    return members.flatMap((member) => this.names.keysOf(member));
  }

  /** Waits until all members have heard everything, and those that are ending have ended. */
  *quiet(): Steps<void> {
    for (const member of this.everybody.members()) {
      try {
        yield* member.ask.heard();
      } catch {
        yield* exitOf(member); // a member that does not answer is about to end
      }
    }
  }

  /** Ends all members, in silence. */
  *close(): Steps<void> {
    this.whereabouts.clear();
    for (const member of this.everybody.members()) {
      stop(member);
      yield* exitOf(member);
    }
  }

  private enter(name: string): MemberRef {
    const member = spawn(Member, name, this.listener);
    this.names.register(name, member);
    this.everybody.join(member);
    this.whereabouts.set(member, new Set());
    watchEnd(taskOf(member), {
      ended: ({ status }) => {
        this.ended(name, member, status === "failed" ? "crashed" : "gone");
        return true;
      },
    });
    return member;
  }

  private ended(name: string, member: MemberRef, how: string): void {
    for (const room of this.whereabouts.get(member) ?? []) announce(room, `${name} has ${how}`);
    this.whereabouts.delete(member);
  }

  private open(name: string): Room {
    const room = createGroup<MemberRef>(name);
    this.rooms.set(name, room);
    return room;
  }

  private member(name: string): MemberRef {
    const member = this.names.whereIs(name);
    if (member === null) throw new NotPossible(`nobody here is called ${name}`);
    return member;
  }

  private find(name: string, roomName: string): { room: Room; member: MemberRef } {
    const member = this.member(name);
    const room = this.rooms.get(roomName);
    if (room === undefined || room.count(member) === 0) throw new NotPossible(`${name} is not in ${roomName}`);
    return { room, member };
  }
}

function announce(room: Room, text: string): void {
  for (const member of room) member.tell.hear({ room: room.name, from: null, text });
}
