// runs under Node alone: it needs sockets, files and processes.
// watchdog: 420 s
/** Every kind of object that io opens, by every way in which it can end: no descriptor, timer or listener is left, and no heap. */
import { getEventListeners } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { go, oneshot, Source, type Steps } from "@mailslot/core";
import {
  type ByteSink,
  bindUdp,
  blocking,
  connect,
  follow,
  lines,
  listen,
  memoryNetwork,
  openFile,
  processSignals,
  readFile,
  serveHttp,
  startProcess,
  watchFile,
} from "@mailslot/io";
import { select } from "@mailslot/select";
import { keepsNothing } from "@mailslot/test-support/kept";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { cert, key } from "./certificate/certificate.js";
import { descriptors, eventually, scratch } from "./scratch.js";

interface Opening {
  readonly signal?: AbortSignal;
}

interface Kind {
  /** How many of it are opened for each way to end: few of those for which the system or a disk works each time. */
  readonly count: number;
  /** Makes one. */
  open(options: Opening): Source<unknown>;
  /** Makes one that fails. */
  fails?(): Source<unknown>;
  /** Whether it only waits, for what never comes here. */
  readonly onlyWaits?: boolean;
  /** Whether it acts when it is made, and stays when nothing waits: what is written is written. */
  readonly acts?: boolean;
  /** Whether the heap of each is measured: of what opens nothing of the system. */
  readonly heap?: boolean;
}

const folder = scratch();
const file = join(folder, "file");
const missing = join(folder, "missing", "file");
writeFileSync(file, "content");
const host = "127.0.0.1";
const listener = await listen({ host, port: 0 });
const secure = await listen({ host, port: 0, tls: { cert, key } });
const memory = memoryNetwork();
const near = await memory.listen({ port: 1 });
for (const each of [listener, secure, near]) {
  go(function* closing() {
    for (;;) yield* (yield* each.accept()).close();
  }).then(undefined, () => undefined);
}
const tls = { ca: cert, servername: "localhost" };

/** A write to something that is full. */
const WRITE = { count: 10_000, heap: true, onlyWaits: true, acts: true };

const kinds: Record<string, Kind> = {
  connection: {
    count: 40,
    open: (options) => connect({ host, port: listener.port, ...options }),
    fails: () => connect({ path: missing }),
  },
  "TLS connection": { count: 15, open: (options) => connect({ host, port: secure.port, tls, ...options }) },
  "connection in memory": {
    count: 10_000,
    heap: true,
    open: (options) => memory.connect({ port: 1, ...options }),
    fails: () => memory.connect({ port: 2 }),
  },
  "listener in memory": {
    count: 10_000,
    heap: true,
    open: (options) => memory.listen({ port: 0, ...options }),
    fails: () => memory.listen({ port: 1 }),
  },
  listener: {
    count: 40,
    open: (options) => listen({ host, port: 0, ...options }),
    fails: () => listen({ host, port: listener.port }),
  },
  "HTTP server": {
    count: 40,
    open: (options) => serveHttp({ host, port: 0, ...options }),
    fails: () => serveHttp({ host, port: listener.port }),
  },
  "UDP socket": { count: 40, open: (options) => bindUdp({ host, ...options }) },
  file: { count: 40, open: (options) => openFile(file, options), fails: () => openFile(missing) },
  "whole file": { count: 40, open: (options) => readFile(file, options), fails: () => readFile(missing) },
  process: { count: 8, open: (options) => startProcess("true", [], options), fails: () => startProcess(missing) },
  "blocking call": {
    count: 10_000,
    heap: true,
    open: (options) => blocking(() => "done", options),
    fails: () =>
      blocking(() => {
        throw new Error("no");
      }),
  },
  "pending accept": { count: 10_000, heap: true, onlyWaits: true, open: () => silent.accept() },
  "read of a connection": { count: 10_000, heap: true, onlyWaits: true, open: () => quiet.read() },
  "line of a connection": { count: 10_000, heap: true, onlyWaits: true, open: () => next.recv() },
  "datagram to come": { count: 10_000, heap: true, onlyWaits: true, open: () => udp.recv() },
  "request to come": { count: 10_000, heap: true, onlyWaits: true, open: () => web.recv() },
  "body of a request": { count: 10_000, heap: true, onlyWaits: true, open: () => upload.body.read() },
  "write that waits for room": {
    ...WRITE,
    open: () => full.write("more"),
    fails: () => shut.write("more"),
  },
  "write to a file": { count: 400, acts: true, open: () => written.write("more"), fails: () => finished.write("more") },
  "write to a process": { ...WRITE, open: () => asleep.stdin.write("more") },
  "write of a streamed answer": { ...WRITE, open: () => answer.write("more") },
  "write of an answer with a length": { ...WRITE, open: () => measured.write("more") },
  datagram: { count: 10_000, heap: true, open: () => udp.send("", { host, port: udp.port }) },
  "end of a connection": { count: 10_000, heap: true, onlyWaits: true, open: () => quiet.closed },
  "end of a process": { count: 10_000, heap: true, onlyWaits: true, open: () => asleep.exit },
  "change of a file": { count: 40, onlyWaits: true, open: () => leaving(watchFile(file), (watch) => watch.recv()) },
  "growth of a file": { count: 40, onlyWaits: true, open: () => leaving(follow(file), (growth) => growth.read()) },
  "wait for a signal": {
    count: 40,
    onlyWaits: true,
    open: () => leaving(processSignals("SIGUSR2"), (signals) => signals.recv()),
  },
};

const silent = await memory.listen({ port: 3 });
await memory.listen({ port: 4 });
const quiet = await memory.connect({ port: 4 });
const talker = await memory.connect({ port: 4 });
const next = lines(talker);
const udp = await bindUdp({ host });
const web = await serveHttp({ host, port: 0 });

const nearWeb = await serveHttp({ port: 5, network: memory });
const uploader = await memory.connect({ port: 5 });
await uploader.write("POST / HTTP/1.1\r\nHost: near\r\nContent-Length: 9\r\n\r\nab");
const upload = await nearWeb.recv();
await upload.body.read(); // the rest never comes

/** Writes until it is full. */
function fill(sink: ByteSink): void {
  for (let n = 0; n < 100; n++) sink.write(chunk);
}

const chunk = Buffer.alloc(65_536);
const full = await memory.connect({ port: 4 });
fill(full);
const shut = await memory.connect({ port: 4 });
await shut.close();
const [written, finished] = [
  await openFile(join(folder, "written"), { flags: "w" }),
  await openFile(file, { flags: "r+" }),
];
await finished.close();
const asleep = await startProcess("sleep", ["1000"]);
fill(asleep.stdin);
const reluctant = [await memory.connect({ port: 5 }), await memory.connect({ port: 5 })];
for (const each of reluctant) each.write("GET / HTTP/1.1\r\nHost: near\r\n\r\n");
const answer = (await nearWeb.recv()).stream();
fill(answer);
const measured = (await nearWeb.recv()).stream({ headers: { "content-length": 1e12 } });
fill(measured);

/** What closes what is waited on in the end. */
const after: { close(): void }[] = [];

function leaving<T extends { close(): void }>(what: T, wait: (what: T) => Source<unknown>): Source<unknown> {
  after.push(what);
  return wait(what);
}

function* close(value: unknown): Steps<void> {
  const what = value as { close?: () => unknown; exit?: Source<unknown> } | null | undefined;
  if (what?.exit !== undefined) yield* what.exit;
  const closed = what?.close?.();
  if (closed instanceof Source) yield* closed;
}

/** Ways to end; each takes an operation that has not begun. */
const ends: Record<string, (kind: Kind) => Promise<unknown>> = {
  used: (kind) =>
    go(function* uses() {
      yield* close(yield* kind.open({}));
    }).then(),
  "never waited on": async (kind) => void kind.open({}).describe(),
  "cancelled at its first wait": (kind) => {
    const task = go(() => kind.open({}));
    task.cancel();
    return ended(task);
  },
  "cancelled while it waits": (kind) => {
    const task = go(() => kind.open({}));
    return go(function* cancels() {
      yield* select({ task, now: Promise.resolve() });
      task.cancel();
    }).then(() => ended(task));
  },
  "cancelled in its second wait": (kind) => {
    const operation = kind.open({});
    return go(function* twice() {
      for (let waits = 0; waits < 2; waits++) {
        const task = go(() => operation);
        yield* select({ task, now: Promise.resolve() });
        task.cancel();
        const outcome = yield* task.outcome();
        if (outcome.status === "completed") return yield* close(outcome.value);
      }
    }).then();
  },
  "given up in a select": async (kind) => {
    const ready = oneshot<void>();
    const task = go(() => select({ opened: kind.open({}), ready }));
    ready.send();
    const event = await task;
    if (event.case === "opened") await go(() => close(event.value));
  },
  failed: (kind) => ended(go(() => kind.fails?.())),
  aborted: (kind) => {
    const control = new AbortController();
    const task = go(() => kind.open({ signal: control.signal }));
    return Promise.resolve()
      .then(() => control.abort())
      .then(() => ended(task))
      .then(() => eventually(() => getEventListeners(control.signal, "abort").length === 0))
      .then((left) => assert.ok(left, "a listener is left"));
  },
};

/** Waits for a task, whose failure is expected; what it opened all the same is closed. */
async function ended(task: { outcome(): Source<{ status: string; value?: unknown }> }): Promise<void> {
  const outcome = await task.outcome();
  if (outcome.status === "completed") await go(() => close(outcome.value));
}

/** Ways in which what only waits cannot end. */
const OPENS = ["used", "aborted"];

const RESOURCES = /^(?:TCP|TLS|Pipe|UDP|Process|FSEvent|StatWatcher|FSReq|Signal)/;

function held(): string[] {
  return process.getActiveResourcesInfo().filter((name) => RESOURCES.test(name));
}

for (const [name, kind] of Object.entries(kinds)) {
  for (const [way, end] of Object.entries(ends)) {
    if (kind.onlyWaits && OPENS.includes(way)) continue;
    if (kind.acts && way === "never waited on") continue;
    if (kind.open.length === 0 && way === "aborted") continue;
    if (kind.fails === undefined && way === "failed") continue;
    test(`${name}, ${way}: nothing is left`, async () => {
      const one = async (): Promise<void> => {
        await end(kind);
        for (const each of after.splice(0)) each.close();
      };
      await one();
      await eventually(() => true);
      const before = { descriptors: descriptors(), held: held() };
      if (kind.heap) await keepsNothing(`${name}, ${way}`, one, kind.count);
      else for (let n = 0; n < kind.count; n++) await one();
      assert.ok(
        await eventually(() => descriptors() <= before.descriptors && held().length <= before.held.length),
        `${descriptors() - before.descriptors} descriptors are left, and ${held()}, where ${before.held} were before`,
      );
    });
  }
}

test.after(() => {
  for (const each of [full, ...reluctant]) each.reset();
  asleep.kill("SIGKILL");
  for (const each of [listener, secure, near, silent, quiet, talker, udp, web, uploader, nearWeb, written])
    each.close();
});

test.run();
