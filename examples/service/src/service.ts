/**
 * The service: a pool of workers, clients by key, a timer, and HTTP. HTTP is started last, so it is stopped first: it answers what it
 * has accepted, while the workers' own supervisor goes on replacing those that crash; then the workers drain.
 */
import { createGroup, defineActor, keyed, leastLoaded, type RefOf, router, spawn } from "@mailslot/actor";
import { channel, go, retry, type Source, type Steps } from "@mailslot/core";
import { type HttpExchange, type Network, serveHttp, sockets } from "@mailslot/io";
import { type ChildSpec, type Supervisor, supervisor } from "@mailslot/supervision";
import { Client } from "./client.js";
import { Worker } from "./worker.js";

export interface ServiceOptions {
  readonly port: number;
  /** What carries its bytes. Default: sockets. */
  readonly network?: Network;
  /** How many workers. Default: 4. */
  readonly workers?: number;
  /** Requests that each client may make a second. Default: 100. */
  readonly perSecond?: number;
  /** What the handler of requests is wrapped in, such as a span. Default: nothing. */
  readonly handled?: (handler: Handler) => Handler;
}

/** What handles a request. */
export type Handler = (exchange: HttpExchange) => unknown;

/** What the service has done. */
export interface Service {
  readonly sup: Supervisor;
  readonly port: number;
  /** The paths of the requests that it took on, in their order. */
  readonly accepted: string[];
  /** How many reports the timer has made. */
  readonly reports: () => number;
  /** Lets a worker crash. */
  crash(index: number): void;
}

/** Starts the service. */
export function* startService(options: ServiceOptions): Steps<Service> {
  const { port, network = sockets, workers = 4, perSecond = 100, handled = (handler) => handler } = options;
  const accepted: string[] = [];
  let reports = 0;
  let bound = 0;
  // A worker that crashes has left before anybody is told, so no request goes to one that is gone.
  const pool = createGroup<RefOf<typeof Worker>>("workers");
  const anyWorker = router(pool, leastLoaded());
  const clients = keyed(Client, () => [perSecond], { idle: 10_000 });

  function* handle(exchange: HttpExchange): Steps<void> {
    const { headers, url = "" } = exchange.request;
    if (!(yield* clients.of(String(headers["x-client"])).ask.mayPass())) {
      exchange.respond("too many requests", { status: 429 });
      return;
    }
    accepted.push(url);
    // A square can be computed twice, so it is asked for again whatever became of the first worker.
    const ask = (): Source<number> => anyWorker.ask.square(Number(url.slice(1)));
    exchange.respond(String(yield* retry(ask, { attempts: 20, initial: 1, max: 100 })));
  }

  function* http(): Steps<void> {
    const server = yield* serveHttp({ host: "127.0.0.1", port, network });
    bound = server.port;
    try {
      server.serve(handled(handle));
      yield* opened.send();
      yield* channel<void>().recv(); // until it is stopped
    } finally {
      yield* server.close();
    }
  }

  const Reporter = defineActor("reporter", {
    started: (ctx) => ctx.tellEvery(1_000, "report"),
    receive: { report: () => void reports++ },
  });
  const opened = channel<void>(1);
  const startWorker = (): RefOf<typeof Worker> => {
    const worker = spawn(Worker);
    pool.join(worker);
    return worker;
  };
  const team: ChildSpec[] = Array.from({ length: workers }, (_, index) => ({
    id: `worker ${index}`,
    start: startWorker,
    shutdown: { drain: 5_000 },
  }));
  const intensity = { restarts: Number.POSITIVE_INFINITY };
  const sup = yield* supervisor({
    children: [
      { id: "workers", start: () => supervisor({ children: team, intensity }) },
      { id: "clients", start: () => clients.serve() },
      { id: "reporter", start: () => spawn(Reporter) },
      { id: "http", start: () => go(http), shutdown: 10_000 },
    ],
  });
  yield* opened.recv();
  return {
    sup,
    port: bound,
    accepted,
    reports: () => reports,
    crash: (index) =>
      void pool
        .members()
        .at(index % workers)
        ?.tell.crash(),
  };
}
