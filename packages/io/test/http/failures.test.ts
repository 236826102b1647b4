// runs under Node alone: it needs sockets.
/** What goes wrong while a request is handled: the client is answered, the failure is told with its request, the server lives. */
import { type HttpExchange, type HttpOptions, serveHttp } from "@mailslot/io";
import { runProgram } from "@mailslot/test-support/program";
import { thrown } from "@mailslot/test-support/rejection";
import { test } from "uvu";
import * as assert from "uvu/assert";

const open = (options: HttpOptions = {}) => serveHttp({ host: "127.0.0.1", port: 0, ...options });
const url = (server: { port: number }, path = "/") => `http://127.0.0.1:${server.port}${path}`;

test("a handler that throws does not end the process; stderr names the request", () => {
  const program = `
    import { serveHttp } from "@mailslot/io";
    const server = await serveHttp({ host: "127.0.0.1", port: 0 });
    server.serve((exchange) => {
      if (exchange.request.url === "/bad") throw new Error("crash");
      exchange.respond("well");
    });
    const ask = async (path) => (await fetch("http://127.0.0.1:" + server.port + path)).status;
    console.log(await ask("/bad"), await ask("/good"));
    await server.close();`;
  const { code, stdout, stderr } = runProgram(program);
  assert.equal([code, stdout], [0, "500 200\n"]);
  assert.match(stderr, /the handler of GET \/bad from 127\.0\.0\.1 failed: Error: crash/);
});

for (const [kind, fail] of Object.entries<(exchange: HttpExchange) => unknown>({
  "a plain function": () => {
    throw new Error("crash");
  },
  "an async function": async () => {
    throw new Error("crash");
  },
  "a generator": function* generator() {
    yield* [];
    throw new Error("crash");
  },
})) {
  test(`a failure of ${kind} is told with its exchange, answered 500, and counted`, async () => {
    const told: unknown[] = [];
    await using server = await open({
      onFailure: (error, { request }) => void told.push((error as Error).message, request.url),
    });
    server.serve(fail);
    assert.is((await fetch(url(server, "/a"))).status, 500);
    assert.equal([told, server.failed, server.abandoned], [["crash", "/a"], 1, 1]);
  });
}

test("a callback for failures that throws ends nothing", () => {
  const program = `
    import { serveHttp } from "@mailslot/io";
    const onFailure = () => { throw new Error("again") };
    const server = await serveHttp({ host: "127.0.0.1", port: 0, onFailure });
    server.serve(() => { throw new Error("crash") });
    console.log((await fetch("http://127.0.0.1:" + server.port)).status);
    await server.close();`;
  const { code, stdout, stderr } = runProgram(program);
  assert.equal([code, stdout], [0, "500\n"]);
  assert.match(stderr, /onFailure of the HTTP server on .* threw: Error: again/);
});

for (const [what, answer] of Object.entries<(exchange: HttpExchange) => void>({
  "a body that is an object": (exchange) => exchange.respond({ a: 1 } as unknown as string),
  "a header that cannot be sent": (exchange) => exchange.respond("text", { headers: { "x-a": "1", "x-b": "\n" } }),
  "a length that cannot be sent": (exchange) => exchange.respond("t", { headers: { "content-length": "1", b: "\n" } }),
  "a length that is not that of the body": (exchange) =>
    exchange.respond("text", { headers: { "Content-Length": "3" }, status: 201 }),
  "a length of an answer without a body": (exchange) =>
    exchange.respond("text", { headers: { "content-length": 4 }, status: 204 }),
  "a cookie beside a header that injects another": (exchange) =>
    exchange.respond("text", { headers: { "x-a": "1", "x-b": "1\r\nx-c: 2" }, status: 201 }),
  "a status that there is not": (exchange) => exchange.respond("text", { status: 99 }),
  "a stream with such a header": (exchange) => void exchange.stream({ headers: { "x-b": "\n" } }),
})) {
  test(`${what} is refused at once, and another answer can be given`, async () => {
    await using server = await open();
    server.serve((exchange) => {
      exchange.response.setHeader("x-own", "1");
      assert.ok(thrown(() => answer(exchange)));
      assert.not(exchange.answered);
      exchange.respond("second");
    });
    const second = await fetch(url(server));
    assert.equal(
      [second.status, second.statusText, second.headers.get("x-a"), second.headers.get("x-own"), await second.text()],
      [200, "OK", null, "1", "second"],
    );
  });

  test(`${what} that is not caught gives 500, with none of its headers`, async () => {
    await using server = await open({ onFailure: () => undefined });
    server.serve((exchange) => {
      exchange.response.setHeader("set-cookie", "secret");
      exchange.response.statusMessage = "Fine";
      answer(exchange);
    });
    const { status, statusText, headers } = await fetch(url(server));
    assert.equal(
      [status, statusText, headers.get("set-cookie"), headers.get("x-a")],
      [500, "Internal Server Error", null, null],
    );
  });
}

test("a content-length may differ from what is not sent: to HEAD, and with 304", async () => {
  await using server = await open();
  server.serve((exchange) => {
    const status = exchange.request.url === "/old" ? 304 : 200;
    exchange.respond("", { status, headers: { "content-length": 1_000 } });
  });
  assert.is((await fetch(url(server), { method: "HEAD" })).headers.get("content-length"), "1000");
  assert.is((await fetch(url(server, "/old"))).status, 304);
});

test.run();
