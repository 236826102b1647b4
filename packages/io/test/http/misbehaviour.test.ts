// runs under Node alone: it needs sockets, files and processes.
// watchdog: 180 s
/**
 * Handlers of HTTP, and what they do with files and processes, may do anything: throw, answer twice, close, abort, kill and
 * cancel, by seed. Afterwards every client has been answered or let go, once, and nothing is left open.
 */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { go, type Task } from "@mailslot/core";
import { type HttpExchange, type HttpServer, openFile, serveHttp, startProcess } from "@mailslot/io";
import { anySeedAsync, misbehave } from "@mailslot/test-support/misbehave";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { descriptors, eventually, scratch } from "../scratch.js";
import { ask, RawClient } from "./raw-client.js";

const folder = scratch();
const CLIENTS = 4;
const EACH = 3;

test("whatever handlers do, clients are answered once or let go, and nothing is left open", async () => {
  const say = console.error;
  console.error = () => undefined;
  try {
    await anySeedAsync(run, Number(process.env.MAILSLOT_RUNS ?? 60));
  } finally {
    console.error = say;
  }
});

async function run(seed: number): Promise<void> {
  const before = descriptors();
  const path = join(folder, `file-${seed}`);
  const stop = new AbortController();
  const open: Partial<Record<"file" | "child", { close?(): unknown; kill?(signal: "SIGKILL"): unknown }>> = {};
  let exchange: HttpExchange | null = null;
  let working: Task<unknown> | null = null;
  const user = misbehave(seed, {
    respond: () => exchange?.respond("from an act"),
    stream: () => exchange?.stream().write("begun"),
    destroy: () => exchange?.request.socket.destroy(),
    dispose: () => exchange?.[Symbol.dispose](),
    body: () => exchange?.body.text().then(ignore, ignore),
    closeFile: () => open.file?.close?.(),
    kill: () => open.child?.kill?.("SIGKILL"),
    cancel: () => working?.cancel(),
    abort: () => user.below(10) === 0 && stop.abort(),
    close: () => user.below(10) === 0 && server.close(),
  });
  const server: HttpServer = await serveHttp({
    host: "127.0.0.1",
    port: 0,
    linger: 200,
    onFailure: () => user.at("onFailure", undefined),
  });
  server.serve(function* handler(given) {
    exchange = given;
    user.at("handler, begun", null);
    working = go(function* work() {
      const file = yield* openFile(path, { flags: "a", signal: stop.signal });
      open.file = file;
      try {
        yield* file.write(user.at("data of a file", "line\n"));
        yield* file.end();
      } finally {
        yield* file.close();
      }
      if (user.below(6) !== 0) return "file";
      const child = yield* startProcess("cat", [], { signal: stop.signal, stderr: "ignore" });
      open.child = child;
      try {
        yield* child.stdin.write(user.at("data of a process", "text"));
      } finally {
        child.kill("SIGKILL");
        yield* child.exit;
      }
      return "process";
    });
    const done = yield* working.outcome();
    given.respond(user.at("answer", done.status));
    user.at("handler, answered", null);
  });
  const clients = Array.from({ length: CLIENTS }, () => new RawClient(server.port));
  for (const client of clients) for (let n = 0; n < EACH; n++) client.send(ask(`/${n}`));
  const isServed = (client: RawClient): boolean => client.closed || client.statuses().length >= EACH;
  assert.ok(await eventually(() => clients.every(isServed)), `a client waits\n${user.log.join("\n")}`);
  user.calm();
  for (const client of clients) {
    assert.ok(client.statuses().length <= EACH, `a client was answered twice\n${user.log.join("\n")}`);
    client.end();
  }
  await server.close();
  rmSync(path, { force: true });
  const left = () => `${descriptors() - before} descriptors are left\n${user.log.join("\n")}`;
  assert.ok(await eventually(() => descriptors() <= before), left());
}

function ignore(): void {}

test.run();
