// runs under Node alone: it needs sockets.
/** What a fetch handler gives, as its client gets it: heads, bodies whole and streamed, failures, and the end of the server. */
import { oneshot } from "@mailslot/core";
import { type FetchHandler, type HttpOptions, type HttpServer, serveFetch, serveHttp } from "@mailslot/io";
import { rejection } from "@mailslot/test-support/rejection";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { eventually } from "../../scratch.js";
import { ask, RawClient } from "../raw-client.js";

async function serving(handler: FetchHandler, options: HttpOptions = {}): Promise<HttpServer> {
  const server = await serveHttp({ host: "127.0.0.1", port: 0, ...options });
  server.serve(serveFetch(handler));
  return server;
}

const url = (server: HttpServer, path = "/"): string => `http://127.0.0.1:${server.port}${path}`;
const bytes = (text: string) => new TextEncoder().encode(text);

/** A body that its test writes, and that tells when it is cancelled. */
class Body {
  readonly stream: ReadableStream<Uint8Array>;
  readonly cancelled = oneshot<unknown>();
  pulls = 0;
  private controller!: ReadableStreamDefaultController<Uint8Array>;

  constructor(onPull: (body: Body) => void = () => undefined) {
    this.stream = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.controller = controller;
        },
        pull: () => {
          this.pulls++;
          onPull(this);
        },
        cancel: (reason) => void this.cancelled.send(reason),
      },
      { highWaterMark: 0 },
    );
  }

  write(text: string): void {
    this.controller.enqueue(bytes(text));
  }

  end(): void {
    this.controller.close();
  }

  fail(error: unknown): void {
    this.controller.error(error);
  }
}

test("status, its text, headers and every cookie are sent; a whole body has its length", async () => {
  await using server = await serving(() => {
    const headers = new Headers({ "x-a": "1", "content-type": "text/plain" });
    headers.append("set-cookie", "a=1; Path=/");
    headers.append("set-cookie", "b=2");
    return new Response("héllo", { status: 201, statusText: "Made", headers });
  });
  const answer = await fetch(url(server));
  assert.equal([answer.status, answer.statusText, answer.headers.get("x-a")], [201, "Made", "1"]);
  assert.equal(answer.headers.getSetCookie(), ["a=1; Path=/", "b=2"]);
  assert.equal([answer.headers.get("content-length"), answer.headers.get("transfer-encoding")], ["6", null]);
  assert.is(await answer.text(), "héllo");
});

const whole: Record<string, [body: () => ConstructorParameters<typeof Response>[0], length: string]> = {
  nothing: [() => null, "0"],
  "an empty text": [() => "", "0"],
  bytes: [() => bytes("bytes"), "5"],
  "a Blob": [() => new Blob(["blob"]), "4"],
  parameters: [() => new URLSearchParams({ a: "1" }), "3"],
};
for (const [what, [body, length]] of Object.entries(whole)) {
  test(`a body of ${what} is sent whole`, async () => {
    await using server = await serving(() => new Response(body()));
    const answer = await fetch(url(server));
    const text = await answer.text();
    if (what !== "a Blob") assert.is(answer.headers.get("content-length"), length); // which may take longer to read
    assert.is(text.length, Number(length));
  });
}

test("a stream is sent as it comes: its head at once, each chunk when it is there", async () => {
  const body = new Body();
  await using server = await serving(
    () => new Response(body.stream, { headers: { "content-type": "text/event-stream" } }),
  );
  const answer = await fetch(url(server)); // the head, before any chunk
  assert.is(answer.headers.get("content-length"), null);
  const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
  for (const part of ["one", "two", "three"]) {
    body.write(part);
    assert.is(new TextDecoder().decode((await reader.read()).value), part);
  }
  body.end();
  assert.ok((await reader.read()).done);
});

test("a stream is pulled no faster than its client takes it", async () => {
  const body = new Body((self) => self.write("x".repeat(65_536)));
  await using server = await serving(() => new Response(body.stream));
  const client = new RawClient(server.port);
  client.socket.pause();
  client.send(ask("/"));
  let last = -1;
  assert.ok(await eventually(() => body.pulls > 0));
  for (let same = 0; same < 200; ) {
    await new Promise<void>((turned) => setImmediate(turned));
    same = body.pulls === last ? same + 1 : 0;
    last = body.pulls;
  }
  assert.ok(last < 1_000, `${last} chunks of 64 KB were pulled`);
  client.end();
  assert.is(((await body.cancelled) as { code?: string }).code, "ERR_MAILSLOT_RESET");
});

test("a body is cancelled when its client goes, though nothing is written", async () => {
  const body = new Body();
  await using server = await serving(() => new Response(body.stream));
  const client = new RawClient(server.port);
  client.send(ask("/"));
  assert.ok(await client.answers(1));
  client.end();
  assert.is(((await body.cancelled) as { code?: string }).code, "ERR_MAILSLOT_RESET");
  assert.is(server.failed, 0);
});

test("a body that comes when its client has gone is cancelled", async () => {
  const body = new Body();
  const [begun, go] = [oneshot<void>(), oneshot<void>()];
  await using server = await serving(async ({ signal }) => {
    begun.send();
    await new Promise((aborted) => signal.addEventListener("abort", aborted));
    await go;
    return new Response(body.stream);
  });
  const client = new RawClient(server.port);
  client.send(ask("/"));
  await begun;
  client.end();
  go.send();
  await body.cancelled;
});

for (const [what, status, method] of [
  ["HEAD", 200, "HEAD"],
  ["a status without a body", 304, "GET"],
] as const) {
  test(`an answer to ${what} has the head alone, and its body is cancelled`, async () => {
    const body = new Body();
    await using server = await serving(() => {
      const response = new Response(body.stream, { headers: { "x-a": "1" } });
      return status === 200 ? response : Object.defineProperty(response, "status", { value: status });
    });
    const answer = await fetch(url(server), { method });
    assert.equal([answer.status, answer.headers.get("x-a"), await answer.text()], [status, "1", ""]);
    await body.cancelled;
    assert.is(body.pulls, 0);
  });
}

const failures: Record<string, [handler: FetchHandler, says: RegExp]> = {
  "a handler that throws": [
    () => {
      throw new Error("crash");
    },
    /crash/,
  ],
  "a promise that fails": [() => Promise.reject(new Error("crash")), /crash/],
  "steps that fail": [
    function* () {
      throw new Error("crash");
    },
    /crash/,
  ],
  "what is not a Response": [
    () => ({ ok: true }) as unknown as Response,
    /what the fetch handler gave for GET http:.* is \[object Object\]: give a Response/,
  ],
  nothing: [() => undefined as unknown as Response, /is undefined: give a Response/],
  "a Response of an error": [() => Response.error(), /the status of an answer is 0/],
  "a body that fails at once": [
    () => {
      const body = new Body();
      body.fail(new Error("crash"));
      return new Response(body.stream);
    },
    /crash/,
  ],
};
for (const [what, [handler, says]] of Object.entries(failures)) {
  test(`${what} is answered 500, and goes to onFailure`, async () => {
    const told: unknown[] = [];
    await using server = await serving(handler, { onFailure: (error) => void told.push((error as Error).message) });
    const answer = await fetch(url(server));
    assert.equal([answer.status, await answer.text(), server.failed, told.length], [500, "", 1, 1]);
    assert.match(String(told[0]), says);
  });
}

test("a Response that was read before is answered 500, and the error says so", async () => {
  const told: string[] = [];
  const onFailure = (error: unknown): void => void told.push((error as Error).message);
  await using server = await serving(
    async () => {
      const response = new Response("text");
      await response.text();
      return response;
    },
    { onFailure },
  );
  assert.is((await fetch(url(server))).status, 500);
  assert.match(told[0] ?? "", /the Response for GET \/ was read before/);
});

test("a body that fails midway cuts the answer, and goes to onFailure", async () => {
  const told: unknown[] = [];
  const body = new Body();
  await using server = await serving(() => new Response(body.stream), {
    onFailure: (error) => void told.push((error as Error).message),
  });
  const answer = await fetch(url(server));
  body.write("half");
  const rest = rejection(answer.text());
  body.fail(new Error("crash"));
  assert.ok(await rest);
  assert.equal(told, ["crash"]);
});

test("a body that is not as long as it says cuts the answer", async () => {
  const body = new Body();
  await using server = await serving(() => new Response(body.stream, { headers: { "content-length": "10" } }), {
    onFailure: () => undefined,
  });
  const answer = await fetch(url(server));
  body.write("short");
  body.end();
  assert.ok(await rejection(answer.text()));
});

test("closing lets a stream come to its end, and ends its connection then", async () => {
  const body = new Body();
  const server = await serving(() => new Response(body.stream));
  const answer = await fetch(url(server));
  const closed = server.close();
  body.write("last");
  body.end();
  assert.is(await answer.text(), "last");
  await closed;
});

test("closing cuts a stream that has no end after the linger, and cancels it", async () => {
  const body = new Body();
  const server = await serving(() => new Response(body.stream), { linger: 10 });
  const answer = await fetch(url(server));
  await server.close();
  assert.ok(await rejection(answer.text()));
  await body.cancelled;
});

test("a handler that answers too late fails, and its body is cancelled", async () => {
  const told: string[] = [];
  const late = oneshot<Response>();
  const body = new Body();
  await using server = await serving(() => late, {
    answerWithin: 4,
    onFailure: (error) => void told.push((error as Error).message),
  });
  assert.is((await fetch(url(server))).status, 500);
  late.send(new Response(body.stream));
  await body.cancelled;
  assert.ok(await eventually(() => told.length > 0));
  assert.match(told[0] ?? "", /answered already/);
});

test("many answers over one connection leave nothing behind", async () => {
  await using server = await serving((request) => new Response(new URL(request.url).pathname));
  const texts: string[] = [];
  for (let n = 0; n < 200; n++) texts.push(await (await fetch(url(server, `/${n}`))).text());
  assert.is(texts.at(-1), "/199");
});

test.run();
