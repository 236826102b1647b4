// watchdog: 120 s
/** Channels, oneshots and signals of one thread, used by another, and what becomes of them when a worker dies. */

import type { Definition, Ref } from "@mailslot/actor";
import { channel, notReady, type Oneshot, oneshot, type Sender } from "@mailslot/core";
import { rejection } from "@mailslot/test-support/rejection";
import { type Job, startThreads, type Threads } from "@mailslot/threads";
import { test } from "uvu";
import * as assert from "uvu/assert";

interface Handles {
  readonly jobs: Sender<unknown>;
  readonly answer: Oneshot<unknown>;
  readonly signal: AbortSignal;
}

interface Holding {
  lend(ctx: unknown): Handles;
  hold(ctx: unknown, held: Handles): void;
  send(ctx: unknown, value: unknown): unknown;
  complete(ctx: unknown, value: unknown): unknown;
  wait(ctx: unknown): unknown;
  signal(ctx: unknown): [boolean, unknown];
  take(ctx: unknown): unknown;
  settle(ctx: unknown, value: unknown): void;
  abort(ctx: unknown, reason: unknown): void;
  exit(ctx: unknown): never;
}

interface Module {
  readonly Holder: Definition<[], Holding>;
  readonly loops: Job<[Int32Array], never>;
}

const entry = new URL("../entries/handles.mjs", import.meta.url);
const { Holder, loops } = (await import(entry.href)) as Module;
const LOST = "ERR_MAILSLOT_NO_CONNECTION";
const code = async (source: PromiseLike<unknown>): Promise<unknown> => (await rejection(source)).code;

/** How the one worker of a pool dies. */
const deaths: Record<string, (threads: Threads, holder: Ref<Holding>) => Promise<unknown>> = {
  "by process.exit": (_threads, holder) => rejection(holder.ask.exit()),
  async "by being terminated"(threads) {
    const flag = new Int32Array(new SharedArrayBuffer(8));
    const aborter = new AbortController();
    const looping = rejection(threads.runWith({ signal: aborter.signal }, loops, flag));
    while (Atomics.load(flag, 0) === 0) await new Promise((then) => setImmediate(then));
    aborter.abort();
    return looping;
  },
};

async function pool(workers: number): Promise<{ threads: Threads; holders: Ref<Holding>[] } & AsyncDisposable> {
  const threads = await startThreads({ workers, entry, execArgv: [] });
  const holders: Ref<Holding>[] = [];
  for (let worker = 0; worker < workers; worker++) holders.push(await threads.spawnWith({ worker }, Holder));
  return { threads, holders, [Symbol.asyncDispose]: () => threads.close() };
}

test("an actor of one worker uses the channel, oneshot and signal of another", async () => {
  await using on = await pool(2);
  const [lender, user] = on.holders as [Ref<Holding>, Ref<Holding>];
  await user.ask.hold(await lender.ask.lend());
  assert.is(await user.ask.send("first"), undefined);
  const second = user.ask.send("second");
  assert.is(await lender.ask.take(), "first");
  await second;
  assert.is(await lender.ask.take(), "second");
  const waiting = user.ask.wait();
  await lender.ask.settle(7);
  assert.is(await waiting, 7);
  assert.is(await user.ask.complete(8), "ERR_MAILSLOT_CLOSED");
  assert.equal(await user.ask.signal(), [false, undefined]);
  await lender.ask.abort("enough");
  while (!(await user.ask.signal())[0]);
  assert.equal(await user.ask.signal(), [true, "enough"]);
});

for (const [how, die] of Object.entries(deaths)) {
  test(`when a worker dies ${how}, its channels and oneshots fail, and its signals abort`, async () => {
    await using on = await pool(1);
    const [holder] = on.holders as [Ref<Holding>];
    const { jobs, answer, signal } = await holder.ask.lend();
    await jobs.send("taken");
    const failing = [code(jobs.send("waits")), code(answer)];
    const aborted = new Promise((then) => signal.addEventListener("abort", () => then(signal.reason.code)));
    await die(on.threads, holder);
    assert.equal(await Promise.all(failing), [LOST, LOST]);
    assert.is(await aborted, LOST);
    assert.throws(
      () => jobs.send("late"),
      (error: { code?: string }) => error.code === LOST,
    );
    assert.throws(
      () => answer.send("late"),
      (error: { code?: string }) => error.code === "ERR_MAILSLOT_CLOSED",
    );
  });

  test(`when a worker dies ${how}, what it was given goes on at home, without what it had not sent`, async () => {
    await using on = await pool(1);
    const [holder] = on.holders as [Ref<Holding>];
    const [jobs, answer, controller] = [channel(1), oneshot(), new AbortController()];
    await holder.ask.hold({ jobs, answer, signal: controller.signal });
    await holder.ask.send("taken");
    const waiting = [rejection(holder.ask.send("waits")), rejection(holder.ask.wait())];
    await holder.ask.signal();
    await die(on.threads, holder);
    await Promise.all(waiting);
    assert.equal([jobs.tryRecv(), jobs.tryRecv()], ["taken", notReady]);
    await jobs.send("at home");
    assert.is(jobs.tryRecv(), "at home");
    answer.send(1);
    assert.is(await answer, 1);
    controller.abort();
    assert.ok(controller.signal.aborted);
  });
}

test.run();
