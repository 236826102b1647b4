/** One client: it gives its name, then one task reads what it says, and another writes what it is to hear. */
import { orClosed, type Source, type Steps, scope, sleep } from "@mailslot/core";
import type { Connection } from "@mailslot/io";
import { select } from "@mailslot/select";
import { LineReader } from "./line-reader.js";
import type { Member, Room } from "./room.js";

/** Completes when the server stops. */
export type Stop = Source<void>;

/** How long a client that leaves has to take what it is still to hear, in ms. */
const LEAVING = 1_000;

export function* attend(connection: Connection, room: Room, stopping: Stop): Steps<void> {
  const lines = new LineReader(connection, stopping);
  const member = yield* introduce(connection, lines, room);
  if (member !== null) yield* scope(() => takePart(connection, lines, room, member));
  yield* connection.close();
}

function* introduce(connection: Connection, lines: LineReader, room: Room): Steps<Member | null> {
  yield* connection.write("Your name?\n");
  for (let name = yield* lines.next(); name !== null; name = yield* lines.next()) {
    const member = /^[\w-]{1,20}$/.test(name) ? yield* room.join(name) : null;
    if (member !== null) return member;
    yield* connection.write("* another, please: up to 20 letters and digits, and not one that is here\n");
  }
  return null;
}

function takePart(connection: Connection, lines: LineReader, room: Room, member: Member): Source<void> {
  return scope(function* part(tasks) {
    const writing = tasks.go(() => write(connection, member));
    try {
      yield* listenTo(lines, room, member);
    } finally {
      room.leave(member);
    }
    if ((yield* select({ writing, late: sleep(LEAVING) })).case === "late") connection.reset();
  });
}

function* listenTo(lines: LineReader, room: Room, { name, mailbox }: Member): Steps<void> {
  for (let line = yield* lines.next(); line !== null && line !== "/quit"; line = yield* lines.next()) {
    if (line === "/who") yield* mailbox.send(`* here: ${room.names.join(", ")}`);
    else if (line !== "") yield* room.say(`${name}: ${line}`);
  }
}

/** Writes what is in the mailbox; `write` waits while the client takes no more, and then the mailbox fills. */
function* write(connection: Connection, { mailbox }: Member): Steps<void> {
  const next = orClosed(mailbox.recv(), null);
  for (let message = yield* next; message !== null; message = yield* next) yield* connection.write(`${message}\n`);
}
