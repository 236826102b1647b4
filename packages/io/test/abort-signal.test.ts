// runs under Node alone: it needs sockets.
/** One signal for many: it has one listener, whatever is opened with it, and none when all is over. */
import { getEventListeners } from "node:events";
import { bindUdp, connect, listen, openFile, readFile, serveHttp, startProcess } from "@mailslot/io";
import { rejection } from "@mailslot/test-support/rejection";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { eventually } from "./scratch.js";

const host = "127.0.0.1";
const path = new URL(import.meta.url).pathname;

test("all that is opened with one signal shares a listener, and ends with it", async () => {
  const warned: Error[] = [];
  process.on("warning", (warning) => warned.push(warning));
  const stop = new AbortController();
  const { signal } = stop;
  const listener = await listen({ host, port: 0 });
  const many = async <T>(open: () => PromiseLike<T>): Promise<T[]> => {
    const all: T[] = [];
    for (let n = 0; n < 12; n++) all.push(await open());
    return all;
  };
  const connections = await many(() => connect({ ...listener.address, signal }));
  const listeners = await many(() => listen({ host, port: 0, signal }));
  const files = await many(() => openFile(path, { signal }));
  const datagrams = await many(() => bindUdp({ host, signal }));
  const servers = await many(() => serveHttp({ host, port: 0, signal }));
  const processes = await many(() => startProcess("sleep", ["60"], { signal, stdout: "ignore" }));
  await many(() => readFile(path, { signal }));
  assert.is(getEventListeners(signal, "abort").length, 1);
  stop.abort();
  for (const each of connections) assert.ok(await each.closed);
  for (const each of files) assert.ok(await each.closed);
  for (const each of listeners) assert.ok(each.closed);
  for (const each of datagrams) assert.ok(each.closed);
  for (const each of servers) await each.closed;
  for (const each of processes) assert.is((await each.exit).signal, "SIGTERM");
  assert.is((await rejection(readFile(path, { signal }))).code, "ERR_MAILSLOT_CANCELLED");
  assert.is(getEventListeners(signal, "abort").length, 0);
  listener.close();
  assert.ok(await eventually(() => warned.length === 0));
});

test("what is over before no longer listens", async () => {
  const { signal } = new AbortController();
  const listener = await listen({ host, port: 0 });
  for (let n = 0; n < 12; n++) {
    const connection = await connect({ ...listener.address, signal });
    (await listener.accept()).reset();
    connection.reset();
    await connection.closed;
    await (await openFile(path, { signal })).close();
    const bound = await bindUdp({ host, signal });
    bound.close();
  }
  assert.is(getEventListeners(signal, "abort").length, 0);
  listener.close();
});

test.run();
