// runs under Node alone: it needs sockets.
/** undici in tasks: bodies are sources, and what a task has opened goes with it. */
import { channel, go, oneshot } from "@mailslot/core";
import { type HttpServer, serveHttp } from "@mailslot/io";
import { supervisor } from "@mailslot/supervision";
import { Agent } from "undici";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { countLines, countPages, type Page } from "../src/undici.js";

const url = ({ port }: HttpServer, path = "/"): string => `http://127.0.0.1:${port}${path}`;

async function eventually(done: () => boolean): Promise<boolean> {
  for (const giveUp = Date.now() + 30_000; !done() && Date.now() < giveUp; )
    await new Promise<void>((looked) => setImmediate(looked));
  return done();
}

async function linesAt(page: (path: string) => { status: number; body: string }): Promise<HttpServer> {
  const server = await serveHttp({ host: "127.0.0.1", port: 0 });
  server.serve((exchange) => {
    const { status, body } = page(exchange.request.url ?? "");
    exchange.respond(body, { status });
  });
  return server;
}

test("a supervised task counts pages; one that fails gets new connections, and the next page is counted", async () => {
  await using server = await linesAt((path) => ({ status: path === "/bad" ? 500 : 200, body: "a line\n".repeat(3) }));
  const pages = channel<Page>();
  const say = console.error;
  console.error = () => undefined; // what the supervisor says of the failure
  const sup = await supervisor({ children: [{ id: "pages", start: () => go(() => countPages(pages)) }] });
  const counts = [oneshot<number>(), oneshot<number>(), oneshot<number>()] as const;
  for (const [n, path] of ["/", "/bad", "/"].entries())
    pages.send({ url: url(server, path), answer: counts[n] as (typeof counts)[0] });
  assert.equal([await counts[0], await counts[2]], [3, 3]);
  console.error = say;
  const inside = server as unknown as { sockets: Set<unknown> };
  await sup.stop();
  assert.ok(await eventually(() => inside.sockets.size === 0)); // those that were kept alive, too
});

test("a page of any length is counted, in little memory", async () => {
  await using server = await serveHttp({ host: "127.0.0.1", port: 0 });
  server.serve(function* (exchange) {
    const out = exchange.stream();
    const line = `${"x".repeat(999)}\n`.repeat(100);
    for (let n = 0; n < 300; n++) yield* out.write(line);
    yield* out.end();
  });
  const agent = new Agent();
  assert.is(await go(() => countLines(url(server), agent)), 30_000);
  await agent.close();
});

test("a task that is cancelled drops its page: the server is told", async () => {
  await using server = await serveHttp({ host: "127.0.0.1", port: 0 });
  const gone = oneshot<void>();
  const begun = oneshot<void>();
  server.serve((exchange) => {
    exchange.signal.addEventListener("abort", () => gone.send());
    exchange.stream().write("a line\n");
    begun.send();
  });
  const agent = new Agent();
  const task = go(() => countLines(url(server), agent));
  const ended = task.outcome().then(({ status }) => status);
  await begun;
  task.cancel();
  await gone;
  assert.is(await ended, "cancelled");
  await agent.close();
});

test.run();
