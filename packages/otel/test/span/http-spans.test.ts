// runs under Node alone: it serves HTTP
/** The spans of HTTP requests, over real sockets: a request through five actors is one trace, and no two are mixed. */
import { defineActor, type RefTo, spawn } from "@mailslot/actor";
import { oneshot, type Steps, sleep } from "@mailslot/core";
import { type HttpExchange, type HttpServer, serveHttp } from "@mailslot/io";
import { instrument } from "@mailslot/otel";
import { trace } from "@opentelemetry/api";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { drawn, type Ended, startSdk } from "../sdk.js";

const http = suite("spans of HTTP requests");
const sdk = startSdk();
http.before.each(() => sdk.reset());

interface Passing {
  pass(text: string): string;
}

const traceHere = (): string | undefined => trace.getActiveSpan()?.spanContext().traceId;

/** Each hands on to the one after it, by a generator or an async function, and says in which trace it was. */
const Passer = defineActor("passer", {
  interleave: ["pass"],
  state: (after: RefTo<Passing> | null) => ({ after }),
  receive: {
    *pass(ctx, text: string): Steps<string> {
      yield* sleep(1);
      const { after } = ctx.state;
      return `${traceHere()} ${after === null ? text : yield* after.ask.pass(text)}`;
    },
  },
});
const AsyncPasser = defineActor("async-passer", {
  state: (after: RefTo<Passing> | null) => ({ after }),
  receive: {
    async pass(ctx, text: string): Promise<string> {
      await sleep(1);
      const { after } = ctx.state;
      return `${traceHere()} ${after === null ? text : await after.ask.pass(text)}`;
    },
  },
});

function fiveActors(): RefTo<Passing> {
  const first = spawn(AsyncPasser, null) as never as RefTo<Passing>;
  return [1, 2, 3, 4].reduce<RefTo<Passing>>(
    (after, n) => (n % 2 === 0 ? spawn(AsyncPasser, after) : spawn(Passer, after)) as never as RefTo<Passing>,
    first,
  );
}

const get = async (server: HttpServer, path: string, headers: Record<string, string> = {}): Promise<string> => {
  const answer = await fetch(`http://127.0.0.1:${server.port}${path}`, { headers });
  return `${answer.status} ${await answer.text()}`;
};

/** Waits until the spans of so many requests have ended: they end when the answer is sent. */
async function requests(count: number): Promise<Ended[]> {
  const served = (): number => sdk.spans().filter(({ name }) => name.startsWith("GET")).length;
  while (served() < count) await sleep(1);
  return sdk.spans();
}

http("a request through five actors is one trace, of which the caller's headers say the name", async () => {
  using telemetry = instrument();
  const actors = fiveActors();
  await using server = await serveHttp({ host: "127.0.0.1", port: 0 });
  server.serve(
    telemetry.http(
      function* handle(exchange: HttpExchange): Steps<void> {
        exchange.respond(yield* actors.ask.pass("done"));
      },
      { route: () => "/things/:id" },
    ),
  );
  const traceId = "0af7651916cd43dd8448eb211c80319c";
  const answer = await get(server, "/things/7?secret=1", { traceparent: `00-${traceId}-b7ad6b7169203331-01` });
  assert.is(answer, `200 ${`${traceId} `.repeat(5)}done`);
  const spans = await requests(1);
  assert.is(spans.length, 11);
  for (const span of spans) assert.is(span.trace, traceId);
  assert.is(drawn(spans)[0], "SERVER GET /things/:id");
  assert.is(drawn(spans).at(-1), `${"  ".repeat(10)}SERVER async-passer/pass`);
  const request = spans.at(-1) as Ended;
  assert.is(request.parent, "b7ad6b7169203331");
  const { attributes } = request;
  assert.is(attributes["http.request.method"], "GET");
  assert.is(attributes["http.route"], "/things/:id");
  assert.is(attributes["http.response.status_code"], 200);
  assert.is(attributes["url.path"], "/things/7");
  assert.is(attributes["server.port"], server.port);
});

http("a hundred requests at once, through the same actors, never mix their traces", async () => {
  using telemetry = instrument();
  const actors = fiveActors();
  await using server = await serveHttp({ host: "127.0.0.1", port: 0 });
  server.serve(
    telemetry.http(async (exchange: HttpExchange) => {
      exchange.respond(await actors.ask.pass("done"));
    }),
  );
  const ids = Array.from({ length: 100 }, (_, n) => (n + 1).toString(16).padStart(32, "a"));
  await Promise.all(
    ids.map(async (id, n) => {
      const answer = await get(server, `/${n}`, { traceparent: `00-${id}-b7ad6b7169203331-01` });
      assert.is(answer, `200 ${`${id} `.repeat(5)}done`);
    }),
  );
  const spans = await requests(100);
  for (const id of ids) assert.is(spans.filter((span) => span.trace === id).length, 11, id);
});

http("a handler that fails, and a client that goes, are seen in the span", async () => {
  using telemetry = instrument();
  await using server = await serveHttp({ host: "127.0.0.1", port: 0, onFailure: () => {} });
  const gone = new AbortController();
  server.serve(
    telemetry.http(function* handle(exchange: HttpExchange): Steps<void> {
      if (exchange.request.url === "/fails") throw new TypeError("it failed");
      gone.abort();
      yield* oneshot<void>();
    }),
  );
  assert.is(await get(server, "/fails"), "500 ");
  const [failed] = (await requests(1)) as [Ended];
  assert.is(failed.failed, true);
  assert.equal(failed.events, ["exception"]);
  assert.is(failed.attributes["http.response.status_code"], 500);
  const asked = fetch(`http://127.0.0.1:${server.port}/waits`, { signal: gone.signal }).catch(() => "gone");
  assert.is(await asked, "gone");
  const [, left] = (await requests(2)) as [Ended, Ended];
  assert.is(left.attributes["error.type"], "aborted");
});

http("a handler that gives back a proxy that was revoked has answered all the same, and its span ends", async () => {
  using telemetry = instrument();
  await using server = await serveHttp({ host: "127.0.0.1", port: 0 });
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const handle = telemetry.http((exchange: HttpExchange) => {
    void exchange.respond("done");
    return proxy;
  });
  server.serve(handle as never);
  assert.is(await get(server, "/"), "200 done");
  const [span] = (await requests(1)) as [Ended];
  assert.is(span.failed, false);
});

http("without something to trace with, a handler runs as it is", async () => {
  const telemetry = instrument();
  telemetry[Symbol.dispose]();
  await using server = await serveHttp({ host: "127.0.0.1", port: 0 });
  server.serve(telemetry.http((exchange: HttpExchange) => exchange.respond("plain")));
  assert.is(await get(server, "/"), "200 plain");
  assert.equal(sdk.spans(), []);
});

http.run();
