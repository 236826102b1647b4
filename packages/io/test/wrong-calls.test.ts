// runs under Node alone: it needs files.
/** Every argument of every function of io, given values of every wrong kind: refused with a sentence, or taken. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { chdir } from "node:process";
import { channel, fromPromise, Source, type Steps } from "@mailslot/core";
import {
  appendFile,
  bindUdp,
  blocking,
  connect,
  follow,
  handle,
  ioError,
  lines,
  listen,
  memoryNetwork,
  openFile,
  processSignals,
  readFile,
  requestHttp,
  runUntilSignal,
  serveFetch,
  serveHttp,
  startProcess,
  upgrades,
  watchFile,
  writeFile,
} from "@mailslot/io";
import { perOption, type WrongCall, wrongUses } from "@mailslot/test-support/wrong";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { scratch } from "./scratch.js";

const folder = scratch();
chdir(folder); // a text is a path, too
const file = join(folder, "file");
writeFileSync(file, "content");
const url = "http://localhost:1/";
const host = "127.0.0.1";

/** A program that has been stopped before it is asked to. */
const stopped = { stop: () => Promise.resolve(), ended: Promise.resolve() };
const STREAM = ["idle", "keepAlive", "linger", "noDelay", "signal"];
const LISTEN = [...STREAM, "backlog", "host", "onFailure", "onRefused", "path", "port", "tls"];
const CONNECT = [...STREAM, "host", "localAddress", "path", "port", "readBuffer", "tls"];

/** Rows for the options of a function, each beside those that it needs. */
function rows(name: string, keys: readonly string[], call: (options: never) => unknown, rest: object) {
  return perOption(name, keys, (options: object) => call({ ...rest, ...options } as never));
}

/** Waits for what a call gives, and closes what that opens. */
function* used(given: unknown): Steps<void> {
  const wait = given instanceof Promise ? fromPromise(given) : given;
  const opened: unknown = wait instanceof Source ? yield* wait : undefined;
  const what = opened as Partial<AsyncDisposable & Disposable> | undefined;
  what?.[Symbol.dispose]?.();
  const closed = what?.[Symbol.asyncDispose]?.();
  if (closed !== undefined) yield* fromPromise(Promise.resolve(closed));
}

/** Runs a call with what a network in memory has opened. */
function near(call: (all: Opened, given: never) => unknown): WrongCall {
  return (given) => opened().then((all) => call(all, given));
}

type Opened = Awaited<ReturnType<typeof opened>>;

async function opened() {
  const network = memoryNetwork({ hosts: ["far"] });
  const listener = await network.listen({ port: 1 });
  const connection = await network.connect({ port: 1 });
  return { network, listener, connection, link: network.links[0] as (typeof network.links)[0] };
}

const calls: Record<string, WrongCall> = {
  appendFile: (g) => appendFile(g, ""),
  "what is written by appendFile": (g) => appendFile(file, g),
  "the options of appendFile": (g) => appendFile(file, "", g),
  bindUdp: (g) => bindUdp(g),
  ...perOption(
    "bindUdp",
    [
      "capacity",
      "host",
      "ipv6Only",
      "overflow",
      "port",
      "receiveBuffer",
      "reuseAddress",
      "sendBuffer",
      "signal",
      "type",
    ],
    (o) => bindUdp(o),
  ),
  blocking: (g) => blocking(g),
  "the options of blocking": (g) => blocking(() => 1, g),
  ...perOption("blocking", ["args", "pool", "signal"], (o) => blocking(() => 1, o)),
  ...perOption("a pool of blocking", ["run"], (pool) => blocking(() => 1, { pool })),
  connect: (g) => connect(g),
  ...rows("connect", CONNECT, (o) => connect(o), { port: 1, host }),
  ...rows("connect with TLS", ["tls"], (o) => connect(o), { port: 1, host }),
  follow: (g) => follow(g).close(),
  "the options of follow": (g) => follow(file, g).close(),
  ...perOption("follow", ["every", "from"], (o) => follow(file, o).close()),
  handle: (g) => handle(g as never),
  "the words of ioError": (g) => ioError(g, new Error("no")),
  "the cause of ioError": (g) => ioError("a test", g),
  "the code of ioError": (g) => ioError("a test", new Error("no"), g),
  lines: (g) => lines(g),
  "a source of lines": (g) => lines({ read: g } as never),
  "a receiver for lines": (g) => lines({ recv: g } as never),
  "an iterable for lines": (g) => lines({ [Symbol.asyncIterator]: g } as never).recv(),
  "what an iterable for lines gives": (g) =>
    lines({ [Symbol.asyncIterator]: () => ({ next: () => g }) } as never).recv(),
  "what a source of lines reads": (g) => lines({ read: () => g } as never).recv(),
  "what a receiver for lines gives": (g) => lines({ recv: () => g } as never).recv(),
  "a chunk for lines": (g) => {
    const chunks = channel<Uint8Array>();
    chunks.send(g);
    return lines(chunks).recv();
  },
  "the options of lines": (g) => lines(channel<Uint8Array>(), g),
  ...perOption("lines", ["encoding", "fatal", "maxLength"], (o) => lines(channel<Uint8Array>(), o)),
  listen: (g) => listen(g),
  ...rows("listen", LISTEN, (o) => listen(o), { port: 0, host }),
  memoryNetwork: (g) => memoryNetwork(g),
  ...perOption("memoryNetwork", ["bandwidth", "capacity", "hosts", "latency", "loop", "pieces", "seed"], async (o) => {
    const network = memoryNetwork(o);
    const listener = await network.listen({ port: 1 });
    const peer = network.connect({ port: 1 });
    listener.close();
    return peer;
  }),
  "a host of memoryNetwork": (g) => memoryNetwork({ hosts: [g] }),
  "the least latency of memoryNetwork": (g) => memoryNetwork({ latency: [g, 2] }),
  "the greatest latency of memoryNetwork": (g) => memoryNetwork({ latency: [1, g] }),
  openFile: (g) => openFile(g),
  "the options of openFile": (g) => openFile(file, g),
  ...perOption("openFile", ["chunkSize", "end", "flags", "mode", "signal", "start"], (o) => openFile(file, o)),
  processSignals: (g) => processSignals(g).close(),
  readFile: (g) => readFile(g),
  "the options of readFile": (g) => readFile(file, g),
  ...perOption("readFile", ["encoding", "maxSize", "signal"], (o) => readFile(file, o)),
  ...rows("readFile up to a size", ["encoding"], (o) => readFile(file, o), { maxSize: 100 }),
  requestHttp: (g) => requestHttp(g),
  "the options of requestHttp": (g) => requestHttp(url, g),
  ...perOption("requestHttp", ["body", "headers", "method", "network", "signal", "tls"], (o) => requestHttp(url, o)),
  ...perOption("requestHttp with TLS", ["tls"], (o) => requestHttp("https://localhost:1/", o)),
  ...perOption("the headers of requestHttp", ["accept", "content-length", "host"], (headers) =>
    requestHttp(url, { headers }),
  ),
  ...perOption("the network of requestHttp", ["connect"], (network) => requestHttp(url, { network })),
  runUntilSignal: (g) => runUntilSignal(g),
  "the options of runUntilSignal": (g) => runUntilSignal(stopped, g),
  ...rows("runUntilSignal", ["exit", "limit", "signals"], (o) => runUntilSignal(stopped, o), {}),
  ...rows("what runUntilSignal stops", ["ended", "name", "stop"], (o) => runUntilSignal(o), stopped),
  serveFetch: (g) => serveFetch(g),
  serveHttp: (g) => serveHttp(g),
  ...rows(
    "serveHttp",
    [
      "answerWithin",
      "capacity",
      "host",
      "http",
      "linger",
      "network",
      "onFailure",
      "onRefused",
      "path",
      "port",
      "signal",
      "tls",
    ],
    (o) => serveHttp(o),
    { port: 0, host },
  ),
  ...perOption("the network of serveHttp", ["listen"], (network) => serveHttp({ port: 0, host, network })),
  startProcess: (g) => startProcess(g),
  "the arguments of startProcess": (g) => startProcess("true", g),
  "an argument of startProcess": (g) => startProcess("true", [g]),
  "the options of startProcess": (g) => startProcess("true", [], g),
  ...perOption("startProcess", ["cwd", "env", "grace", "signal", "stderr", "stdin", "stdout"], (o) =>
    startProcess("true", [], o),
  ),
  ...perOption("the environment of startProcess", ["NAME"], (env) => startProcess("true", [], { env })),
  upgrades: (g) => upgrades(g),
  "the options of upgrades": async (g) => {
    const server = await serveHttp({ port: 0, host });
    server.close();
    upgrades(server, g).close();
  },
  ...perOption("upgrades", ["capacity"], async (o) => {
    const server = await serveHttp({ port: 0, host });
    server.close();
    upgrades(server, o).close();
  }),
  watchFile: (g) => watchFile(g).close(),
  "the options of watchFile": (g) => watchFile(file, g).close(),
  ...perOption("watchFile", ["every"], (o) => watchFile(file, o).close()),
  writeFile: (g) => writeFile(g, ""),
  "what is written by writeFile": (g) => writeFile(file, g),
  "the options of writeFile": (g) => writeFile(file, "", g),
  ...perOption("writeFile", ["flags", "mode", "signal"], (o) => writeFile(file, "", o)),

  "listen of a network in memory": near(({ network }, g) => network.listen(g)),
  ...Object.fromEntries(
    LISTEN.map((key) => [
      `listen { ${key} } of a network in memory`,
      near(({ network }, g) => network.listen({ port: 0, [key]: g })),
    ]),
  ),
  "connect of a network in memory": near(({ network }, g) => network.connect(g)),
  ...Object.fromEntries(
    CONNECT.map((key) => [
      `connect { ${key} } of a network in memory`,
      near(({ network }, g) => network.connect({ port: 1, [key]: g })),
    ]),
  ),
  "at of a network in memory": near(({ network }, g) => network.at(g)),
  "listen of a host in memory": near(({ network }, g) => network.at("far").listen(g)),
  "connect of a host in memory": near(({ network }, g) => network.at("far").connect(g)),
  "partition of a network": near(({ network }, g) => network.partition(g, "far")),
  "partition of a network from": near(({ network }, g) => network.partition("far", g)),
  "delay of a network": near(({ network }, g) => network.delay(g)),
  "slow of a network": near(({ network }, g) => network.slow(g)),
  "refuse of a network": near(({ network }, g) => network.refuse(g)),
  "cut of a link": near(({ link }, g) => link.cut(g)),
  "delay of a link": near(({ link }, g) => link.delay(g)),
  "slow of a link": near(({ link }, g) => link.slow(g)),
  "resetAfter of a link": near(({ link }, g) => link.resetAfter(g)),
  "the direction of resetAfter of a link": near(({ link }, g) => link.resetAfter(3, g)),
  "lose of a link": near(({ link }, g) => link.lose(g)),
};

for (const [name, call] of Object.entries(calls)) {
  test(`${name}: a value of the wrong kind is refused with a sentence, or taken`, async () => {
    assert.equal(await wrongUses((given) => used(call(given))), []);
  });
}

test.run();
