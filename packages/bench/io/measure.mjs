// A round of an I/O benchmark. The load comes from a process of its own; the implementation under test is in this one.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { wrk } from "./wrk.mjs";

const file = (name) => fileURLToPath(new URL(name, import.meta.url));

/** How each kind of load is put on a module's default export. */
const loads = {
  /** The module reads what a process sends it over one connection. */
  async bytes(read, size) {
    const sender = startLoad("send.mjs", [size]);
    const { port } = await sender.next();
    const start = process.hrtime.bigint();
    const bytes = await read(port);
    const seconds = Number(process.hrtime.bigint() - start) / 1e9;
    await sender.ended;
    if (bytes !== size * 1e6) throw new Error(`${bytes} bytes were read instead of ${size * 1e6}`);
    return { perSecond: size / seconds };
  },

  /** The module serves an echo; a process asks it over some connections. */
  async echo(serve, size, connections) {
    const server = await serve();
    const client = startLoad("ask.mjs", [server.port, connections, size]);
    const { answers, ...figures } = await client.next();
    await client.ended;
    await server.stop();
    if (answers !== size) throw new Error(`${answers} answers came instead of ${size}`);
    return figures;
  },

  /** The module serves a page; wrk asks for it. */
  async http(serve, size) {
    const server = await serve();
    await checkPage(server.port);
    const figures = await wrk(server.port, size);
    await server.stop();
    return figures;
  },

  /** The module serves a page; some connections ask for it beside others that are hostile. */
  async hostile(serve, size, connections) {
    const server = await serve();
    await checkPage(server.port);
    const hostile = startLoad("hostile.mjs", [server.port]);
    await hostile.next();
    const figures = await pages([server.port, connections, size]);
    hostile.stop();
    await hostile.ended;
    await server.stop();
    return figures;
  },

  /** The module serves a page; some connections ask for it without waiting for answers. */
  async flood(serve, size, connections) {
    const server = await serve();
    await checkPage(server.port);
    const { perSecond } = await pages([server.port, connections, size, 1000]);
    await server.stop();
    return { perSecond };
  },
};

async function pages(args) {
  const client = startLoad("pages.mjs", args);
  const figures = await client.next();
  await client.ended;
  return figures;
}

/** Runs one round of `benchmark`; answers `{ perSecond, p50?, p99? }`, the latter two in ms. */
export async function measureIo(benchmark, run, size) {
  return loads[benchmark.load](run, size, benchmark.parameter);
}

/** Starts a process that puts a load on; `next` is what it says next, as JSON, and `stop` ends its standard input. */
function startLoad(name, args) {
  const child = spawn(process.execPath, [file(name), ...args.map(String)], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = once(child, "close").then(([code]) => {
    if (code !== 0) throw new Error(`${name} ended with exit code ${code}`);
  });
  ended.catch(() => undefined); // it is awaited once the load has done its work
  return {
    ended,
    stop: () => child.stdin.end(),
    async next() {
      const { value, done } = await lines.next();
      if (done) await ended;
      return JSON.parse(value);
    },
  };
}

async function checkPage(port) {
  const response = await fetch(`http://127.0.0.1:${port}/`);
  const text = await response.text();
  if (response.status !== 200 || text !== "Hello, world!\n") throw new Error(`the page is ${response.status} ${text}`);
}
