/**
 * Fairness on the real host: nobody starves anybody. Nothing here measures time: each test ends only because what it
 * waits for makes progress while something else never rests.
 */
import { readFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { fileURLToPath } from "node:url";
import {
  type Channel,
  channel,
  createScheduler,
  type EventLoop,
  go,
  sleep,
  type Task,
  timeout,
  yieldNow,
} from "@mailslot/core";
import { test } from "uvu";
import * as assert from "uvu/assert";

/** Runs `proof` while four tasks are busy for ever. */
async function whileBusy<T>(proof: (ticks: () => number) => Promise<T>): Promise<T> {
  let ticks = 0;
  const busy: Task[] = Array.from({ length: 4 }, () =>
    go(function* () {
      for (;;) {
        ticks++;
        yield* yieldNow();
      }
    }),
  );
  try {
    return await proof(() => ticks);
  } finally {
    for (const task of busy) await task[Symbol.asyncDispose]();
  }
}

/** Completes when the busy tasks have had `count` ticks more; looks when the host polls. */
async function progress(ticks: () => number, count: number): Promise<void> {
  for (const goal = ticks() + count; ticks() < goal; ) await immediate();
}

function immediate(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function echo(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.pipe(socket));
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      const client = connect(port, "127.0.0.1", () => client.write(text));
      client.once("error", reject).once("data", (data) => {
        client.destroy();
        server.close();
        resolve(String(data));
      });
    });
  });
}

const self = fileURLToPath(import.meta.url);

test("promise jobs make progress while tasks are busy for ever", async () => {
  const done = await whileBusy(async () => {
    let n = 0;
    while (n < 5000) n = await Promise.resolve(n + 1);
    return n;
  });
  assert.is(done, 5000);
});

test("files are read while tasks are busy for ever", async () => {
  const texts = await whileBusy(async () => {
    const all: string[] = [];
    for (let n = 0; n < 20; n++) all.push(await readFile(self, "utf8"));
    return all;
  });
  assert.is(texts.length, 20);
  assert.match(texts[19] as string, "busy for ever");
});

test("sockets are served while tasks are busy for ever", async () => {
  assert.is(await whileBusy(() => echo("hello")), "hello");
});

test("timers and immediates fire while tasks are busy for ever", async () => {
  await whileBusy(async () => {
    for (let n = 0; n < 20; n++) {
      await immediate();
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
  });
});

test("tasks that sleep wake up while others are busy for ever", async () => {
  await whileBusy(async () => {
    await go(function* () {
      for (let n = 0; n < 5; n++) yield* sleep(1);
    });
  });
});

test("tasks make progress during a storm of immediates", async () => {
  await whileBusy(async (ticks) => {
    let storming = true;
    const storm = (): void => {
      if (storming) for (let n = 0; n < 2; n++) setImmediate(n === 0 ? storm : () => undefined);
    };
    storm();
    await progress(ticks, 10_000);
    storming = false;
  });
});

test("tasks make progress while a hundred chains of promises run", async () => {
  await whileBusy(async (ticks) => {
    let running = true;
    const chains = Array.from({ length: 100 }, async () => {
      while (running) {
        for (let n = 0; n < 50; n++) await null;
        await immediate();
      }
    });
    await progress(ticks, 10_000);
    running = false;
    await Promise.all(chains);
  });
});

test("two tasks that only talk to each other starve neither timers nor I/O", async () => {
  const [there, back] = [channel<number>(), channel<number>()];
  const talkers = [pass(there, back), pass(back, there)].map((body) => go(() => body));
  there.send(0);
  await new Promise((resolve) => setTimeout(resolve, 0));
  assert.match(await readFile(self, "utf8"), "two tasks");
  for (const task of talkers) await task[Symbol.asyncDispose]();

  function* pass(from: Channel<number>, to: Channel<number>) {
    for (;;) to.send((yield* from.recv()) + 1);
  }
});

test("two async functions that only talk to each other through channels starve neither timers nor I/O", async () => {
  const [there, back] = [channel<number>(), channel<number>()];
  const talkers = [pass(there, back), pass(back, there)];
  there.send(0);
  await new Promise((resolve) => setTimeout(resolve, 0));
  assert.match(await readFile(self, "utf8"), "two async functions");
  assert.is(await echo("still here"), "still here");
  there.close();
  back.close();
  await Promise.all(talkers);

  async function pass(from: Channel<number>, to: Channel<number>): Promise<void> {
    for await (const n of from) if (!to.closed) to.send(n + 1);
  }
});

test("after a long tick the clock is read after each tick, so many short ones do not hide the next long one", () => {
  const turns: (() => void)[] = [];
  let time = 0;
  const loop: EventLoop = {
    now: () => time,
    soon: (callback) => void turns.push(callback),
    afterPoll: (callback) => void turns.push(callback),
    startTimer: () => null,
    stopTimer: () => undefined,
  };
  const scheduler = createScheduler({ loop });
  const sockets = Array.from({ length: 10 }, () => channel<void>());
  let seen = "";
  for (const socket of sockets) {
    scheduler.go(function* short() {
      for (;;) {
        yield* socket.recv();
        seen += "s";
      }
    });
  }
  scheduler.go(function* long() {
    for (;;) {
      seen += "L";
      time++;
      yield* yieldNow();
    }
  });
  turns.shift()?.();
  for (let n = 0; n < 3; n++) {
    for (const socket of sockets) scheduler.io(() => void socket.send());
    seen = "";
    turns.shift()?.();
    assert.is(seen, "ssssssssssL");
  }
});

test("what I/O wakes has its turn when the host has told of everything, one turn for all of it", () => {
  const asked: string[] = [];
  const turns: (() => void)[] = [];
  const ask = (how: string) => (callback: () => void) => {
    asked.push(how);
    turns.push(callback);
  };
  const loop: EventLoop = {
    now: () => 0,
    soon: ask("soon"),
    afterPoll: ask("after the poll"),
    startTimer: () => null,
    stopTimer: () => undefined,
  };
  const scheduler = createScheduler({ loop });
  const seen: number[] = [];
  const sockets = [channel<number>(), channel<number>()];
  for (const socket of sockets) {
    scheduler.go(function* serve() {
      for (;;) seen.push(yield* socket.recv());
    });
  }
  turns.shift()?.();
  asked.length = 0;
  for (const [n, socket] of sockets.entries()) scheduler.io(() => void socket.send(n));
  assert.equal(asked, ["after the poll"]);
  turns.shift()?.();
  assert.equal(seen, [0, 1]);
});

test("async loops over waits that fail at once let the host poll", async () => {
  const closed = channel<number>();
  closed.close();
  const failed = go(() => {
    throw new Error("failed");
  });
  await failed.outcome();
  for (const wait of [() => closed.recv(), () => timeout(closed.recv(), 10), () => failed]) {
    let isOver = false;
    const loop = (async () => {
      while (!isOver) await wait().then(null, () => {});
    })();
    await new Promise((fired) => setTimeout(fired, 1));
    isOver = true;
    await loop;
  }
});

test("between two promise jobs lies a bounded number of ticks", async () => {
  // A clock that goes on by a tenth of a burst at each look: a burst is 10 looks, of 61 ticks at most.
  let looks = 0;
  const loop: EventLoop = {
    now: () => looks++ * 0.01,
    soon: (callback) => void Promise.resolve().then(callback),
    afterPoll: (callback) => void setImmediate(callback),
    startTimer: (delay, callback) => setTimeout(callback, delay),
    stopTimer: (timer) => clearTimeout(timer as NodeJS.Timeout),
  };
  const scheduler = createScheduler({ loop, policy: { burst: 0.1 } });
  let [ticks, busy] = [0, true];
  for (let n = 0; n < 3; n++) {
    scheduler.go(function* () {
      for (; busy; ticks++) yield* yieldNow();
    });
  }
  const gaps: number[] = [];
  for (let last = 0; gaps.length < 200; last = ticks) {
    await null;
    gaps.push(ticks - last);
    if (gaps.length % 10 === 0) await immediate();
  }
  busy = false;
  assert.ok(ticks > 1000, `${ticks} ticks`);
  assert.ok(Math.max(...gaps.filter((_, n) => n % 10 !== 0)) <= 10 * 62, `gaps of up to ${Math.max(...gaps)} ticks`);
});

test.run();
