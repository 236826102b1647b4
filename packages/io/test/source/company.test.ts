// runs under Node alone: it needs sockets, files and processes.
/** Operations in company: beside a case that is always ready, in loops that are busy, and in rounds that others win. */
import { appendFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { Readable } from "node:stream";
import {
  abortable,
  currentScheduler,
  deadline,
  go,
  mapped,
  oneshot,
  orClosed,
  type Source,
  sleep,
  timeout,
} from "@mailslot/core";
import {
  type BlockingPool,
  bindUdp,
  blocking,
  type Connection,
  connect,
  follow,
  lines,
  listen,
  memoryNetwork,
  openFile,
  readFile,
  serveHttp,
  startProcess,
  watchFile,
  writeFile,
} from "@mailslot/io";
import { select, selectEach } from "@mailslot/select";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { scratch } from "../scratch.js";

const folder = scratch();
const file = join(folder, "file");
writeFileSync(file, "content\n");
const host = "127.0.0.1";
const speaker = createServer((socket) => void socket.on("error", () => undefined).end("hello\n"));
await new Promise<void>((done) => void speaker.listen(0, host, done));
const { port } = speaker.address() as { port: number };
const memory = memoryNetwork();
const local = await memory.listen({ port: 1 });
const opened = await openFile(file);

/** A pool whose functions take longer than a round of a loop. */
const slow: BlockingPool = {
  run(fn, args, done) {
    const timer = setTimeout(() => done.completed(fn(...args)), 20);
    return () => clearTimeout(timer);
  },
};

/** What is closed at the end. */
const open: { close(): unknown }[] = [speaker, local, opened];

function kept<T extends { close(): unknown }>(what: T): T {
  open.push(what);
  return what;
}

/** An operation in a list: alone it would be awaited. */
type One = [operation: Source<unknown>];

const operations: Record<string, () => One | Promise<One>> = {
  connect: () => [connect({ host, port })],
  listen: () => [listen({ host, port: 0 })],
  "connect in memory": () => [memory.connect({ port: 1 })],
  bindUdp: () => [bindUdp({ host })],
  serveHttp: () => [serveHttp({ host, port: 0 })],
  openFile: () => [openFile(file)],
  readFile: () => [readFile(file)],
  writeFile: () => [writeFile(join(folder, "written"), "text")],
  stat: () => [opened.stat()],
  readAt: () => [opened.readAt(0, 4)],
  startProcess: () => [startProcess("true")],
  "the exit of a process": async () => [(await startProcess("true")).exit],
  blocking: () => [blocking(() => "done")],
  "blocking in a slow pool": () => [blocking(() => "done", { pool: slow })],
  "a read of a connection": async () => [kept(await connect({ host, port })).read()],
  "a line of a connection": async () => [lines(kept(await connect({ host, port }))).recv()],
  "a line of a stream": () => [lines(Readable.from([Buffer.from("one\n")])).recv()],
  "a read of a file": async () => [kept(await openFile(file)).read()],
  "growth of a file": () => [kept(follow(appended("growing"))).read()],
  "a change of a file": () => [kept(watchFile(appended("changing"))).recv()],
};

/** Operations made of another, which wait on it for what waits on them. */
const wrappers: Record<string, (inner: Source<unknown>) => Source<unknown>> = {
  "": (inner) => inner,
  " with a time limit": (inner) => timeout(inner, 60_000),
  " with a deadline": (inner) => deadline(inner, currentScheduler().loop.now() + 60_000),
  " with a signal": (inner) => abortable(inner, new AbortController().signal),
  " with its result converted": (inner) => mapped(inner, (value) => value),
  " with an end": (inner) => orClosed(inner, null),
  " with several limits": (inner) =>
    timeout(
      mapped(timeout(inner, 60_000), (value) => value),
      60_000,
    ),
  " in a select": (inner) => mapped(select({ inner }), ({ value }) => value),
  " in another loop": (inner) => mapped(selectEach({ inner }), ({ value }) => value),
};

/** Makes an empty file that is written to soon. */
function appended(name: string): string {
  const path = join(folder, name);
  writeFileSync(path, "");
  setImmediate(() => appendFileSync(path, "more"));
  return path;
}

async function close(value: unknown): Promise<void> {
  const what = value as Partial<Connection> | null;
  await what?.[Symbol.asyncDispose]?.();
}

/** Gives up a test that would go on for ever. */
function until(): () => boolean {
  const end = Date.now() + 20_000;
  return () => Date.now() < end;
}

for (const [name, make] of Object.entries(operations)) {
  test(`${name} completes beside a case that is always ready`, async () => {
    const [operation] = await make();
    const ready = oneshot<void>();
    ready.send();
    const goesOn = until();
    const value = await go(function* busy() {
      while (goesOn()) {
        const event = yield* select({ ready, operation });
        if (event.case === "operation") return { value: event.value };
      }
      return null;
    });
    assert.ok(value, "it never completed");
    await close(value.value);
  });

  test(`${name} completes beside a case that wins again and again while it waits`, async () => {
    const [operation] = await make();
    const goesOn = until();
    const value = await go(function* turns() {
      while (goesOn()) {
        const event = yield* select({ polled: sleep(1), operation }, { biased: true });
        if (event.case === "operation") return { value: event.value };
      }
      return null;
    });
    assert.ok(value, "it never completed");
    await close(value.value);
  });

  for (const [how, wrap] of Object.entries(wrappers)) {
    test(`${name}${how} is kept for a loop that is busy when it completes`, async () => {
      const operation = wrap((await make())[0]);
      const value = await go(function* loops() {
        using loop = selectEach({ operation });
        for (let rounds = 0; rounds < 60; rounds++) {
          const event = yield* select({ loop }, { otherwise: true }); // every case is entered, and not waited on
          if (event.case === "loop") return event.value;
          for (let polls = 0; polls < 5; polls++) yield* sleep(1); // busy with something else
        }
        return null;
      });
      assert.is(value?.case, "operation");
      await close(value?.value);
    });
  }
}

test.after(() => {
  for (const each of open) each.close();
});

test.run();
