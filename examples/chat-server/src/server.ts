/** The server: one select waits for connections and for the signals that stop it; each client is a task. */
import { ClosedError, oneshot, type Steps, scope } from "@mailslot/core";
import { type Connection, IoError, listen, processSignals } from "@mailslot/io";
import { select } from "@mailslot/select";
import { attend, type Stop } from "./client.js";
import { Room } from "./room.js";

/** Where to serve, and how long the others wait for a client that takes nothing, in ms. */
export interface ServeOptions {
  readonly patience: number;
  readonly host: string;
  readonly port: number;
}

/** How it went. */
export interface Served {
  readonly messages: number;
  /** How often a message was left out for a client that was too slow. */
  readonly leftOut: number;
}

export function* serve({ host, port, patience }: ServeOptions): Steps<Served> {
  // A client that takes nothing more keeps the server for a second at its end, not for the usual five.
  const listener = yield* listen({ host, port, linger: 1_000 });
  using stop = processSignals("SIGTERM", "SIGINT");
  process.stdout.write(`listening on ${host}:${listener.port}\n`);
  const [room, stopping] = [new Room(patience), oneshot<void>()];
  yield* scope(function* server(tasks) {
    const hosting = tasks.go(() => room.host());
    const clients = scope(function* clients(all) {
      for (;;) {
        const event = yield* select({ connection: listener, stop });
        if (event.case !== "connection") break;
        all.go(() => attendSafely(event.value, room, stopping));
      }
      listener.close();
      stopping.send();
    });
    yield* clients;
    room.close();
    yield* hosting;
  });
  return { messages: room.messages, leftOut: room.leftOut };
}

/** A client that breaks off is not a failure of the server. */
function* attendSafely(connection: Connection, room: Room, stopping: Stop): Steps<void> {
  try {
    yield* attend(connection, room, stopping);
  } catch (error) {
    if (!(error instanceof IoError || error instanceof ClosedError)) throw error;
    connection.reset();
  }
}
