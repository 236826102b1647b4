/** Fastify: an actor behind a route, on Fastify's own server, which stops with its supervisor. */
import type { RefOf } from "@mailslot/actor";
import { channel, fromPromise, type Steps } from "@mailslot/core";
import fastify, { type FastifyInstance } from "fastify";
import type { Counter } from "./counter.js";

export function fastifyOf(counter: RefOf<typeof Counter>): FastifyInstance {
  const app = fastify();
  app.post<{ Params: { name: string } }>("/count/:name", async ({ params }) => ({
    count: await counter.ask.count(params.name),
  }));
  return app;
}

/**
 * A task that listens until it is cancelled: a child of a supervisor. It makes its app itself, since one that was closed does not
 * listen a second time; `listening` is told the address, after each restart too.
 */
export function* serveFastify(
  make: () => FastifyInstance,
  options: { readonly host: string; readonly port: number },
  listening: (address: string) => void,
): Steps<void> {
  const app = make();
  let isStopping = false;
  app.addHook("onSend", async (_request, reply) => {
    if (isStopping) reply.header("connection", "close"); // or the close waits until its client lets go, for 72 s
  });
  try {
    listening(yield* fromPromise(app.listen(options)));
    yield* channel<void>().recv(); // until it is stopped
  } finally {
    isStopping = true;
    yield* fromPromise(app.close()); // what was asked is answered
  }
}
