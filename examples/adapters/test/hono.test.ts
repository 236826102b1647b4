// runs under Node alone: the server needs Node.
/** Hono on our server, asked by the platform's client and by undici: the app behaves as on its own server, under our rules. */
import { spawn, stop } from "@mailslot/actor";
import { type HttpOptions, type HttpServer, memoryNetwork, requestHttp, serveFetch, serveHttp } from "@mailslot/io";
import { simulate } from "@mailslot/testing";
import { Hono } from "hono";
import { compress } from "hono/compress";
import { getCookie, setCookie } from "hono/cookie";
import { HTTPException } from "hono/http-exception";
import { stream } from "hono/streaming";
import { Agent, request } from "undici";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Counter } from "../src/counter.js";
import { appOf } from "../src/hono.js";

async function serving(app: { fetch: Hono["fetch"] }, options: HttpOptions = {}): Promise<HttpServer> {
  const server = await serveHttp({ host: "127.0.0.1", port: 0, ...options });
  server.serve(serveFetch(app.fetch as Parameters<typeof serveFetch>[0]));
  return server;
}

const url = (server: HttpServer, path: string): string => `http://127.0.0.1:${server.port}${path}`;

test("a route asks an actor, and answers with what it says", async () => {
  const counter = spawn(Counter);
  await using server = await serveHttp({ host: "127.0.0.1", port: 0 });
  server.serve(serveFetch(appOf(counter).fetch));
  for (const expected of [1, 2]) {
    const answer = await fetch(url(server, "/count/ada"), { method: "POST" });
    assert.equal([answer.status, await answer.json()], [200, { count: expected }]);
    assert.ok(Number(answer.headers.get("content-length")) > 0);
  }
  assert.is(await (await fetch(url(server, "/client"))).text(), "127.0.0.1");
  assert.is((await fetch(url(server, "/nowhere"))).status, 404);
  stop(counter);
});

test("events are streamed, until the client goes", async () => {
  const counter = spawn(Counter);
  await using server = await serveHttp({ host: "127.0.0.1", port: 0 });
  server.serve(serveFetch(appOf(counter).fetch));
  const client = new AbortController();
  const answer = await fetch(url(server, "/events"), { signal: client.signal });
  assert.is(answer.headers.get("content-type"), "text/event-stream");
  const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
  assert.is(new TextDecoder().decode((await reader.read()).value), "event: count\ndata: {}\n\n");
  client.abort();
  stop(counter);
});

test("cookies, uploads, HEAD, compression and errors are Hono's", async () => {
  const app = new Hono();
  app.use("/big", compress());
  app.get("/big", (c) => c.text("x".repeat(100_000)));
  app.get("/cookies", (c) => {
    setCookie(c, "a", "1");
    setCookie(c, "b", "2", { httpOnly: true });
    return c.text(getCookie(c, "from") ?? "");
  });
  app.post("/upload", async (c) => {
    const { file } = await c.req.parseBody();
    return c.text(`${(file as File).name}: ${await (file as File).text()}`);
  });
  app.get("/forbidden", () => {
    throw new HTTPException(403, { message: "not you" });
  });
  app.get("/crash", () => {
    throw new Error("crash");
  });
  app.onError((error, c) =>
    error instanceof HTTPException ? error.getResponse() : c.text(`caught: ${error.message}`, 500),
  );
  await using server = await serving(app);
  const cookies = await fetch(url(server, "/cookies"), { headers: { cookie: "from=here" } });
  assert.equal(
    [await cookies.text(), cookies.headers.getSetCookie()],
    ["here", ["a=1; Path=/", "b=2; Path=/; HttpOnly"]],
  );
  const form = new FormData();
  form.set("file", new File(["content"], "name.txt"));
  assert.is(await (await fetch(url(server, "/upload"), { method: "POST", body: form })).text(), "name.txt: content");
  const head = await fetch(url(server, "/big"), { method: "HEAD" });
  assert.equal([head.status, await head.text()], [200, ""]);
  const big = await fetch(url(server, "/big"));
  assert.is((await big.text()).length, 100_000);
  assert.is(big.headers.get("content-encoding"), "gzip");
  const forbidden = await fetch(url(server, "/forbidden"));
  assert.equal([forbidden.status, await forbidden.text()], [403, "not you"]);
  const crash = await fetch(url(server, "/crash"));
  assert.equal([crash.status, await crash.text()], [500, "caught: crash"]);
});

test("a proxy of a request: its body and its signal go on, and the answer comes back", async () => {
  const behind = new Hono().post("/echo", (c) => new Response(c.req.raw.body));
  await using origin = await serving(behind);
  const before = new Hono().all("*", (c) => {
    const { pathname } = new URL(c.req.url);
    return fetch(new Request(url(origin, pathname), c.req.raw));
  });
  await using server = await serving(before);
  const agent = new Agent();
  const body = "0123456789".repeat(100_000);
  const answer = await request(url(server, "/echo"), { method: "POST", body, dispatcher: agent });
  assert.is(await answer.body.text(), body);
  await agent.close();
});

test("a body that is streamed waits for a slow client of undici, and is aborted with it", async () => {
  let written = 0;
  let aborted = false;
  const app = new Hono().get("/", (c) =>
    stream(c, async (out) => {
      out.onAbort(() => {
        aborted = true;
      });
      for (; !aborted; written++) await out.write("x".repeat(65_536));
    }),
  );
  await using server = await serving(app);
  const agent = new Agent();
  const { body } = await request(url(server, "/"), { dispatcher: agent });
  let last = -1;
  for (let same = 0; same < 200; ) {
    await new Promise<void>((turned) => setImmediate(turned));
    same = written > 0 && written === last ? same + 1 : 0;
    last = written;
  }
  assert.ok(last < 1_000, `${last} chunks of 64 KB were written to a client that reads none`);
  body.on("error", () => undefined).destroy();
  while (!aborted) await new Promise<void>((turned) => setImmediate(turned));
  await agent.close();
});

test("the same app runs under virtual time, over a network in memory", () =>
  simulate(function* ({ own, seed }) {
    const counter = own(spawn(Counter));
    const network = memoryNetwork({ seed, latency: [1, 20] });
    const server = yield* serveHttp({ port: 80, network });
    server.serve(serveFetch(appOf(counter).fetch));
    const answer = yield* requestHttp("http://localhost/count/ada", { network, method: "POST" });
    assert.equal(yield* answer.body.json(), { count: 1 });
    yield* server.close();
  }));

test.run();
