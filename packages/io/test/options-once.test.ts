// runs under Node alone: it needs sockets, files and processes.
/** Options are read once: a getter that gives something else the second time cannot get past the check of the first. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { hostEventLoop } from "@mailslot/core";
import {
  appendFile,
  bindUdp,
  blocking,
  connect,
  follow,
  lines,
  listen,
  memoryNetwork,
  openFile,
  readFile,
  requestHttp,
  runUntilSignal,
  serveHttp,
  sockets,
  startProcess,
  stdin,
  watchFile,
  writeFile,
} from "@mailslot/io";
import { readTwice } from "@mailslot/test-support/wrong";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { cert, key } from "./certificate/certificate.js";
import { scratch } from "./scratch.js";

const host = "127.0.0.1";
const path = join(scratch(), "file");
writeFileSync(path, "content");
const { signal } = new AbortController();
const nothing = (): void => undefined;
const network = memoryNetwork({ hosts: ["far"] });
const listener = await listen({ host, port: 0 });
const server = await serveHttp({ host, port: 0 });
server.serve((exchange) => exchange.respond("whole"));
const url = `http://${host}:${server.port}/`;

const stream = { idle: 60_000, keepAlive: true, linger: 10, noDelay: true, signal };
const listening = { ...stream, host, port: 0, backlog: 9, onRefused: nothing, onFailure: nothing };
const connecting = { ...stream, host, port: listener.port, localAddress: host, readBuffer: 1_024 };
const tls = { tls: { cert, key } };
const file = { flags: "r+", mode: 0o600, start: 0, end: 9, chunkSize: 9, signal };

const calls: Record<string, readonly [options: object, call: (options: never) => unknown]> = {
  appendFile: [{ mode: 0o600, signal }, (given) => appendFile(path, "", given)],
  bindUdp: [
    {
      capacity: 9,
      host,
      ipv6Only: false,
      overflow: "drop-oldest",
      port: 0,
      receiveBuffer: 9_000,
      reuseAddress: false,
      sendBuffer: 9_000,
      signal,
      type: "udp4",
    },
    (given) => bindUdp(given),
  ],
  blocking: [{ args: [], pool: undefined, signal }, (given) => blocking(() => 1, given)],
  connect: [connecting, (given) => connect(given)],
  follow: [{ every: 500, from: "start" }, (given) => follow(path, given).close()],
  lines: [{ encoding: "utf-8", fatal: true, maxLength: 9 }, (given) => lines(stdin(), given).recv().describe()],
  listen: [listening, (given) => listen(given)],
  "listen with TLS": [{ ...listening, ...tls }, (given) => listen(given)],
  memoryNetwork: [
    { bandwidth: 9, capacity: 9, hosts: ["far"], latency: 1, loop: hostEventLoop(), pieces: true, seed: 2 },
    (given) => memoryNetwork(given),
  ],
  "listen of a network in memory": [listening, (given) => network.listen(given)],
  "connect of a network in memory": [{ ...connecting, port: 80 }, (given) => inMemory(() => network.connect(given))],
  "listen of a host in memory": [{ ...listening, host: "localhost" }, (given) => network.at("far").listen(given)],
  "connect of a host in memory": [
    { ...connecting, port: 80, host: "localhost" },
    (given) => inMemory(() => network.at("localhost").connect(given)),
  ],
  openFile: [file, (given) => openFile(path, given)],
  readFile: [{ encoding: "utf8", maxSize: 99, signal }, (given) => readFile(path, given)],
  requestHttp: [
    { body: "", headers: {}, method: "POST", network: sockets, signal, tls: {} },
    (given) => requestHttp(url, given).then((answer) => answer[Symbol.dispose]()),
  ],
  "the headers of an answer": [
    { "content-length": 3, "x-a": "b" },
    (headers) => answering((exchange) => exchange.respond("abc", { headers })),
  ],
  "an answer": [{ headers: {}, status: 201 }, (given) => answering((exchange) => exchange.respond("abc", given))],
  "the start of an answer": [{ headers: {}, status: 201 }, (given) => answering((x) => x.stream(given).end())],
  "the reading of a body": [{ maxSize: 9 }, (given) => answering((x) => x.body.bytes(given).then(() => x.respond()))],
  runUntilSignal: [
    { exit: nothing, limit: 9, signals: ["SIGUSR2"] },
    (given) => runUntilSignal({ stop: () => Promise.resolve(), ended: Promise.resolve() }, given),
  ],
  "what runUntilSignal stops": [
    { ended: Promise.resolve(), name: "it", stop: () => Promise.resolve() },
    (given) => runUntilSignal(given),
  ],
  "where a socket sends": [
    { host, port: 9 },
    async (to) => {
      const socket = await bindUdp({ host });
      await socket.send("", to);
      socket.close();
    },
  ],
  serveHttp: [
    {
      answerWithin: 99,
      capacity: 9,
      host,
      http: {},
      linger: 9,
      network: sockets,
      onFailure: nothing,
      onRefused: nothing,
      port: 0,
      signal,
    },
    (given) => serveHttp(given),
  ],
  "serveHttp with TLS, in memory": [
    { answerWithin: 99, capacity: 9, http: {}, linger: 9, network, onFailure: nothing, port: 0, signal, ...tls },
    (given) => serveHttp(given),
  ],
  startProcess: [
    { cwd: "/", env: process.env, grace: 9, signal, stderr: "ignore", stdin: "ignore", stdout: "ignore" },
    (given) => startProcess("true", [], given),
  ],
  watchFile: [{ every: 500 }, (given) => watchFile(path, given).close()],
  writeFile: [{ flags: "a", mode: 0o600, signal }, (given) => writeFile(path, "", given)],
};

async function inMemory(open: () => PromiseLike<Partial<AsyncDisposable>>): Promise<void> {
  const near = await network.listen({ port: 80 });
  const opened = await open();
  near.close();
  await opened[Symbol.asyncDispose]?.();
}

type Exchange = Awaited<ReturnType<typeof server.recv>>;

async function answering(answer: (exchange: Exchange) => unknown): Promise<void> {
  const other = await serveHttp({ host, port: 0 });
  const asked = requestHttp(`http://${host}:${other.port}/`).then((response) => response.body.bytes());
  await answer(await other.recv());
  await asked;
  await other.close();
}

/** What is opened is used as long as its options could be read, which is until it is closed. */
async function closing(opened: unknown): Promise<void> {
  const what = (await opened) as Partial<AsyncDisposable> | undefined | null;
  await what?.[Symbol.asyncDispose]?.();
}

for (const [name, [options, call]] of Object.entries(calls)) {
  test(`${name}: each option is read once`, async () => {
    assert.equal(await readTwice(options, (given) => closing(call(given))), []);
  });
}

test.after(async () => {
  listener.close();
  await server.close();
});

test.run();
