/** The service: a supervisor with two children. HTTP is started last, so it is stopped first, while the actor still answers. */
import { named, spawnNamed } from "@mailslot/actor";
import { go, type Steps, waitFor, watch } from "@mailslot/core";
import { type HttpExchange, type Network, serveHttp, sockets } from "@mailslot/io";
import { type Supervisor, supervisor } from "@mailslot/supervision";
import { Greeter } from "./greeter.js";

export interface ServiceOptions {
  readonly port: number;
  /** What carries its bytes. Default: sockets. */
  readonly network?: Network;
}

export interface Service {
  readonly sup: Supervisor;
  readonly port: number;
}

/** Starts the service, and completes when it listens. */
export function* startService({ port, network = sockets }: ServiceOptions): Steps<Service> {
  const greeter = named("greeter", Greeter); // whichever has the name, after a restart too
  const bound = watch(0);

  function* handle(exchange: HttpExchange): Steps<void> {
    const name = /^\/hello\/([^?]*)/.exec(exchange.request.url ?? "")?.[1];
    if (name === undefined) exchange.respond("Ask for /hello/Ada\n", { status: 404 });
    else exchange.respond(`${yield* greeter.ask.greet(decodeURIComponent(name))}\n`);
  }

  function* http(): Steps<void> {
    const server = yield* serveHttp({ port, network });
    try {
      server.serve(handle);
      bound.send(server.port);
      yield* server.closed; // until it is stopped
    } finally {
      yield* server.close(); // what was asked is answered
    }
  }

  const sup = yield* supervisor({
    children: [
      { id: "greeter", start: () => spawnNamed("greeter", Greeter), shutdown: { drain: 5_000 } },
      { id: "http", start: () => go(http), shutdown: 10_000 },
    ],
  });
  return { sup, port: yield* waitFor(bound, (each) => each > 0) };
}
