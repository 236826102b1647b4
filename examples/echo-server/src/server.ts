/** The server: one select waits for connections and for the signals that stop it; each connection is a task. */
import { ClosedError, notify, oneshot, type Source, type Steps, scope, sleep } from "@mailslot/core";
import { type Connection, IoError, listen, processSignals } from "@mailslot/io";
import { select } from "@mailslot/select";

/** Where to serve, and for how long connections may go on once the server is told to stop, in ms. */
export interface ServeOptions {
  readonly host: string;
  readonly port: number;
  readonly grace: number;
}

/** How many connections were served, and how many of them were still busy when the grace period was over. */
export interface Served {
  readonly served: number;
  readonly cut: number;
}

/** Once the server is told to stop, a connection that has been silent for so many ms is closed. */
const SILENCE = 100;

export function* serve({ host, port, grace }: ServeOptions): Steps<Served> {
  const listener = yield* listen({ host, port });
  using stop = processSignals("SIGTERM", "SIGINT");
  process.stdout.write(`listening on ${host}:${listener.port}\n`);
  const [stopping, gone] = [oneshot<void>(), notify()];
  const open = new Set<Connection>();
  return yield* scope(function* server(tasks) {
    let served = 0;
    for (;;) {
      const event = yield* select({ connection: listener, stop });
      if (event.case !== "connection") break;
      open.add(event.value);
      served++;
      tasks.go(function* client() {
        yield* echo(event.value, stopping);
        open.delete(event.value);
        gone.notifyOne();
      });
    }
    listener.close();
    stopping.send();
    const late = sleep(grace);
    while (open.size > 0) if ((yield* select({ gone, late })).case === "late") break;
    const cut = open.size;
    for (const connection of open) connection.reset();
    return { served, cut };
  });
}

/** Sends back what comes, until the client ends or, when the server stops, falls silent. */
function* echo(connection: Connection, stopping: Source<void>): Steps<void> {
  let isStopping = false;
  try {
    for (;;) {
      const event = yield* select(
        {
          chunk: connection.read(),
          stopping: isStopping ? false : stopping,
          silence: isStopping ? sleep(SILENCE) : false,
        },
        { biased: true },
      );
      if (event.case === "stopping") isStopping = true;
      else if (event.case === "silence" || event.value === undefined) break;
      else yield* connection.write(event.value);
    }
    yield* connection.close();
  } catch (error) {
    if (!(error instanceof IoError || error instanceof ClosedError)) throw error;
    connection.reset(); // a client that breaks off is not a failure of the server
  }
}
