// runs under Node alone: it needs sockets, files and processes.
/** What leaves virtual time is reported: what it is, where it was done, and who waits. */
import { execFileSync, spawnSync } from "node:child_process";
import { close, closeSync, mkdtempSync, open, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { channel, fromPromise, go, type Operation, type Steps, sleep } from "@mailslot/core";
import {
  bindUdp,
  connect,
  follow,
  lines,
  listen,
  memoryNetwork,
  openFile,
  processSignals,
  readFile,
  requestHttp,
  runUntilSignal,
  serveHttp,
  startProcess,
  watchFile,
} from "@mailslot/io";
import { type SimulationError, simulate } from "@mailslot/testing";
import { test } from "uvu";
import * as assert from "uvu/assert";

const here: string = fileURLToPath(import.meta.url);
const socket: string = join(tmpdir(), `mailslot-real-time-${process.pid}`);

function reportOf(wait: () => Operation<unknown>): Promise<SimulationError> {
  return simulate(function* program(): Steps<void> {
    const made = (yield* wait()) as { [Symbol.asyncDispose]?(): Promise<void> } | null;
    try {
      yield* sleep(1_000);
    } finally {
      made?.[Symbol.asyncDispose]?.();
    }
  }).then(
    () => assert.unreachable("nothing was reported"),
    (error) => error as SimulationError,
  ) as Promise<SimulationError>;
}

const KINDS: readonly [sentence: string, report: RegExp, wait: () => Operation<unknown>][] = [
  ["connecting over TCP", /a TCP connection is made|the name of a host is looked up/, () => connect({ port: 9 })],
  ["an address that refuses", /a TCP connection is made/, () => connect({ host: "127.0.0.1", port: 9 })],
  ["listening on a port", /a TCP port is listened on/, () => listen({ host: "127.0.0.1", port: 0 })],
  ["listening on a Unix socket", /a Unix socket is listened on/, () => listen({ path: socket })],
  ["connecting to a Unix socket", /a connection to a Unix socket is made/, () => connect({ path: `${socket}-none` })],
  ["a UDP socket", /a UDP socket is made/, () => bindUdp({ port: 0 })],
  ["serving HTTP", /a TCP port is listened on/, () => serveHttp({ host: "127.0.0.1", port: 0 })],
  ["an HTTP request", /a TCP connection is made/, () => requestHttp("http://127.0.0.1:9/")],
  ["a file read whole", /a file is used/, () => readFile(here)],
  ["a file opened", /a file is used/, () => openFile(here)],
  ["a file that is watched", /a file is used|a file is watched/, () => watchFile(here).recv()],
  ["a file that is followed", /a file is used|a file is watched/, () => lines(follow(here)).recv()],
  ["a process", /a process is started/, () => startProcess(process.execPath, ["--version"])],
  [
    "a worker thread",
    /a worker thread is started/,
    () =>
      fromPromise(
        new Promise((done) => {
          new Worker("0", { eval: true }).once("exit", done);
        }),
      ),
  ],
];

for (const [sentence, report, wait] of KINDS)
  test(`${sentence} is reported`, async () => {
    const error = await reportOf(wait);
    assert.is(error.code, "ERR_MAILSLOT_REAL_TIME", String(error));
    assert.match(error.message, report);
  });

test("a report says where it was done, what the tasks wait for, and what has failed meanwhile", async () => {
  const file = await reportOf(() => {
    go(() => channel({ name: "answers" }).recv(), { name: "asker" });
    return readFile(here);
  });
  assert.match(file.message, /: a file is used \(FSREQCALLBACK\) at .*real-time\.test\.ts:\d+:\d+\. Replace it/);
  assert.match(file.message, /Its tasks:\n[\s\S]*^ {2}asker waits for recv on channel answers$/m);
  const refused = await reportOf(() => connect({ host: "127.0.0.1", port: 9 }));
  assert.match(String(refused.cause ?? refused), /ECONNREFUSED|connecting to 127\.0\.0\.1:9/);
});

/** Runs a body in a process of its own, which is given lines from its parent, and returns what it prints. */
function inChild(body: string, from: "pipe" | "file" = "pipe"): string {
  const program = `
    import { lines, processSignals,
  runUntilSignal, stdin } from "@mailslot/io";
    import { go, sleep } from "@mailslot/core";
    import { simulate } from "@mailslot/testing";
    ${body}
    process.exit();
  `;
  const input = openSync(here, "r");
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", program], {
    encoding: "utf8",
    cwd: fileURLToPath(new URL("../..", import.meta.url)),
    ...(from === "pipe" ? { input: "one\ntwo\n" } : { stdio: [input, "pipe", "pipe"] }),
  });
  closeSync(input);
  assert.is(stderr, "");
  return stdout;
}

test("standard input that is read is reported, by Mailslot or by the platform, from a pipe and from a file", () => {
  for (const from of ["pipe", "file"] as const)
    for (const read of [
      "function* () { yield* lines(stdin()).recv(); }",
      "async () => { for await (const line of lines(stdin())); }",
      'async () => { await new Promise((done) => process.stdin.once("data", done)); }',
    ]) {
      const text = inChild(`await simulate(${read}).catch((error) => console.log(error.code, error.message));`, from);
      assert.match(
        text,
        /^ERR_MAILSLOT_REAL_TIME .*(standard input is read \(STDIN\)|a file is used)/,
        `${from}: ${read}`,
      );
    }
});

test("standard input is waited for when that is allowed, and is there again after a simulation", () => {
  const text = inChild(`
    console.log(process.stdin.isTTY);
    await simulate(() => console.log(process.stdin.fd));
    await simulate(() => void stdin());
    const read = function* () { console.log(yield* lines(stdin()).recv()); };
    await simulate({ realTime: "wait", leaks: false }, read);
    console.log(Object.hasOwn(process.stdin, "resume"));
  `);
  assert.is(text, "undefined\n0\none\nfalse\n");
});

test("a signal is reported when it is all that is left to wait for, and not before", async () => {
  const awaiting = (): Promise<unknown> =>
    simulate(function* () {
      using asked = processSignals("SIGUSR2");
      yield* sleep(60_000);
      yield* asked.recv();
    });
  const error = await awaiting().then(
    () => assert.unreachable("nothing was reported"),
    (failure) => failure as SimulationError,
  );
  assert.is((error as SimulationError).code, "ERR_MAILSLOT_REAL_TIME");
  assert.match(
    (error as Error).message,
    /a signal is waited for \(SIGUSR2\)[\s\S]*waits for the next of the signals SIGUSR2/,
  );
  assert.is(process.listenerCount("SIGUSR2"), 0);
});

test("what others do with files while a simulation waits is not blamed on it", async () => {
  const folder = mkdtempSync(join(tmpdir(), "mailslot-"));
  const pipe = join(folder, "pipe");
  execFileSync("mkfifo", [pipe]);
  const opened = new Promise<void>((done) => open(pipe, "r", (_error, fd) => close(fd, () => done()))); // nobody writes there yet
  try {
    const error = await simulate(function* () {
      using asked = processSignals("SIGUSR2");
      yield* asked.recv();
    }).then(
      () => assert.unreachable("nothing was reported"),
      (failure) => failure as Error,
    );
    assert.match((error as Error).message, "a signal is waited for (SIGUSR2)");
    assert.not.match((error as Error).message, "a file is used");
  } finally {
    closeSync(openSync(pipe, "w"));
    await opened;
    rmSync(folder, { recursive: true });
  }
});

test("a signal that the test emits does not count as real time", async () => {
  const heard = await simulate(function* () {
    using asked = processSignals("SIGUSR2");
    go(function* () {
      yield* sleep(1_000);
      process.emit("SIGUSR2", "SIGUSR2");
    });
    return yield* asked.recv();
  });
  assert.is(heard, "SIGUSR2");
});

test("a program that runs until a signal ends by one that the test emits, and leaves no task", async () => {
  const exitCode = process.exitCode;
  for (const args of [[], ["SIGTERM"]]) {
    const stopped = await simulate(function* () {
      let stops = 0;
      const ended = runUntilSignal({
        stop: () => {
          stops++;
          return sleep(1_000);
        },
      });
      process.emit("SIGTERM", ...(args as ["SIGTERM"]));
      return [yield* ended, stops];
    });
    assert.equal(stopped, ["SIGTERM", 1]);
  }
  process.exitCode = exitCode;
});

test("HTTP over a network in memory uses no real time", async () => {
  await simulate(function* () {
    const network = memoryNetwork();
    const server = yield* serveHttp({ port: 80, network });
    server.serve((exchange) => exchange.respond("hello"));
    const answer = yield* requestHttp("http://localhost/", { network });
    assert.is(yield* answer.body.text(), "hello");
    yield* server.close();
  });
});

test.run();
