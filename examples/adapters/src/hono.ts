/** Hono: an app before an actor, on our server. */
import type { RefOf } from "@mailslot/actor";
import type { Steps } from "@mailslot/core";
import { type HttpExchange, type HttpOptions, serveFetch, serveHttp } from "@mailslot/io";
import { Hono } from "hono";
import { streamSSE } from "hono/streaming";
import type { Counter } from "./counter.js";

/** The bindings of an app on `serveFetch` are the exchange: `c.env.request` is the platform's request. */
export function appOf(counter: RefOf<typeof Counter>): Hono<{ Bindings: HttpExchange }> {
  const app = new Hono<{ Bindings: HttpExchange }>();
  app.post("/count/:name", async (c) => c.json({ count: await counter.ask.count(c.req.param("name")) }));
  app.get("/client", (c) => c.text(c.env.request.socket.remoteAddress ?? ""));
  app.get("/events", (c) =>
    streamSSE(c, async (events) => {
      while (!events.aborted) {
        await events.writeSSE({ event: "count", data: JSON.stringify(await counter.ask.counts()) });
        await events.sleep(1_000);
      }
    }),
  );
  return app;
}

/** A task that serves the app until it is cancelled: a child of a supervisor. */
export function* serveApp(app: Hono<{ Bindings: HttpExchange }>, options: HttpOptions): Steps<void> {
  const server = yield* serveHttp(options);
  try {
    server.serve(serveFetch(app.fetch));
    yield* server.closed;
  } finally {
    yield* server.close(); // what was asked is answered
  }
}
