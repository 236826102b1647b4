// What io does over the platform, with n members: requests of HTTP, datagrams, functions that block, signals. The host has its turns
// in between, so a row awaits what it has begun.
import { createScheduler, go, ManualEventLoop } from "@mailslot/core";
import { bindUdp, blocking, memoryNetwork, processSignals, requestHttp, serveHttp } from "@mailslot/io";
import { times } from "./stage.mjs";

const REQUEST = "GET / HTTP/1.1\r\nHost: growth\r\n\r\n";
/** Requests that are written at once: more than are handed over at once, and few enough not to fill the network. */
const BATCH = 100;

/** Opens a server over a network in memory; it is there after the phase. */
function* opened(n) {
  const own = { network: memoryNetwork({ pieces: false }), server: null };
  yield serveHttp({ port: 80, network: own.network, capacity: 2 * n }).then((server) => (own.server = server));
  return own;
}

/** The same, with an answer for all. */
function* serving(n) {
  const own = yield* opened(n);
  own.server.serve((exchange) => exchange.respond("ok"));
  return own;
}

/** Binds a socket, which is there after the phase. */
function* bound() {
  const own = { socket: null };
  yield bindUdp({ host: "127.0.0.1" }).then((socket) => (own.socket = socket));
  return own.socket;
}

async function pipelined(network, requests) {
  const client = await network.connect({ port: 80 });
  let left = requests;
  while (left > 0) {
    const batch = Math.min(BATCH, left);
    await client.write(REQUEST.repeat(batch));
    for (let ends = 0; ends < batch; ) ends += String(await client.read()).split("HTTP/1.1 ").length - 1;
    left -= batch;
  }
  client.reset();
}

export const rows = {
  *"requests that one connection sends without waiting"(n) {
    const { network, server } = yield* serving(n);
    yield pipelined(network, n);
    yield server.close().then();
  },
  *"requests, one after the other"(n) {
    const { network, server } = yield* serving(n);
    yield go(function* () {
      for (let left = n; left > 0; left--) {
        const answer = yield* requestHttp("http://localhost/", { network });
        yield* answer.body.bytes();
      }
    }).then();
    yield server.close().then();
  },
  *"requests that wait to be taken"(n) {
    const { network, server } = yield* opened(n);
    const clients = [];
    yield Promise.all(times(n, () => network.connect({ port: 80 }).then((client) => clients.push(client))));
    for (const client of clients) client.write(REQUEST);
    yield go(function* () {
      for (let left = n; left > 0; left--) (yield* server.recv()).respond("ok");
    }).then();
    for (const client of clients) client.reset();
    yield server.close().then();
  },
  *"tasks that wait for a datagram"(n) {
    const socket = yield* bound();
    const tasks = times(n, () => go(() => socket.recv()).then(undefined, () => {}));
    yield new Promise((turned) => setImmediate(turned));
    socket.close();
    yield Promise.all(tasks);
  },
  *"datagrams that wait to be sent"(n) {
    const socket = yield* bound();
    const to = { host: "127.0.0.1", port: socket.port };
    yield Promise.all(times(n, () => go(() => socket.send("x", to)).then()));
    socket.close();
  },
  *"functions that block"(n) {
    const loop = new ManualEventLoop();
    const scheduler = createScheduler({ loop });
    const tasks = times(n, (index) => scheduler.go(() => blocking(() => index)));
    yield;
    for (const task of tasks) while (!task.done) loop.run();
  },
  *"functions that block, given up before they begin"(n) {
    const loop = new ManualEventLoop();
    const scheduler = createScheduler({ loop });
    const tasks = times(n, (index) => scheduler.go(() => blocking(() => index)));
    yield;
    scheduler.go(function* () {
      for (const task of tasks) task.cancel();
      yield* blocking(() => 0);
    });
    loop.run(1e9);
  },
  *"sources that hear one signal"(n) {
    const all = times(n, () => processSignals("SIGUSR2"));
    const tasks = all.map((each) => go(() => each.recv()).then(undefined, () => {}));
    yield new Promise((turned) => setImmediate(turned));
    for (const each of all) each.close();
    yield Promise.all(tasks);
  },
  *"tasks that wait for one signal"(n) {
    const signals = processSignals("SIGUSR2");
    const tasks = times(n, () => go(() => signals.recv()).then(undefined, () => {}));
    yield new Promise((turned) => setImmediate(turned));
    signals.close();
    yield Promise.all(tasks);
  },
};
