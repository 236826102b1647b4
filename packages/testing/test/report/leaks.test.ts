/** What the look for leaks at the end of a body finds, kind by kind, and what it leaves alone. */
import {
  type AnyRef,
  createRegistry,
  defineActor,
  register,
  spawn,
  spawnWith,
  stop,
  unregister,
} from "@mailslot/actor";
import { coreOf } from "@mailslot/actor/engine";
import { abortable, channel, createScheduler, go, ManualEventLoop, sleep, timeout } from "@mailslot/core";
import { type SimulationBody, SimulationError, simulate } from "@mailslot/testing";
import { test } from "uvu";
import * as assert from "uvu/assert";

const Idle = defineActor("idle", { receive: {} });

async function leakOf(body: SimulationBody<unknown>): Promise<string> {
  const error = await simulate(body).then(
    () => null,
    (failure: unknown) => failure,
  );
  assert.instance(error, SimulationError);
  assert.is((error as SimulationError).code, "ERR_MAILSLOT_LEAK");
  return (error as SimulationError).message;
}

test("a task that lives is found, with what it waits for", async () => {
  const text = await leakOf(function* () {
    go(() => channel({ name: "jobs" }).recv(), { name: "worker" });
    yield* sleep(1);
  });
  assert.match(text, /has left 1 task\. .*\n {2}worker waits for recv on channel jobs$/s);
});

test("an actor that lives is found", async () => {
  assert.match(await leakOf(() => void spawn(Idle)), /has left 1 task\. .*\n {2}idle#\d+ waits for its mailbox$/s);
});

test("a timer of the platform is found", async () => {
  assert.match(await leakOf(() => void setTimeout(() => {}, 5)), /has left 1 timer\. /);
});

test("a promise that waits is found: one of an operation, and one of a for await", async () => {
  const awaited = await leakOf(async () => {
    await Promise.race([channel({ name: "answers" }).recv(), sleep(1)]);
  });
  assert.match(awaited, /has left 1 waiting promise\. .*\n {2}a promise waits for recv on channel answers$/s);
  const iterated = await leakOf(async () => {
    const read = async (): Promise<void> => {
      for await (const _line of channel({ name: "lines" }));
    };
    void read();
    await sleep(1);
  });
  assert.match(iterated, /has left 1 waiting promise\. .*\n {2}a promise waits for recv on channel lines$/s);
});

test("a listener on an abort signal is found", async () => {
  const { signal } = new AbortController();
  const left = (): void => {};
  const text = await leakOf(() => signal.addEventListener("abort", left));
  assert.match(text, /has left 1 listener on an abort signal\. /);
  signal.removeEventListener("abort", left);
});

test("a name that the dead hold is found, and one of an actor elsewhere", async () => {
  const forgetful = await leakOf(function* () {
    const ref = spawn(Idle);
    register("clock", ref);
    forgetAtExit(ref);
    stop(ref);
    yield* sleep(1);
  });
  assert.match(forgetful, /has left 1 name\. .*\n {2}the name clock is held by actor idle#\d+, which has exited$/s);
  unregister("clock");
  const scheduler = createScheduler({ loop: new ManualEventLoop() });
  const elsewhere = spawnWith({ scheduler }, Idle);
  const text = await leakOf(() => register("elsewhere", elsewhere));
  assert.match(text, /\n {2}the name elsewhere is held by actor idle#\d+$/);
  unregister("elsewhere");
});

test("names of any registry that the dead hold are found, and not those from before", async () => {
  const offices = createRegistry<string | symbol | number>({ name: "the offices", keys: "duplicate" });
  const before = spawn(Idle);
  offices.register("before", before);
  const text = await leakOf(function* () {
    const clerks = createRegistry<number>({ name: "the clerks" });
    const [one, other] = [spawn(Idle), spawn(Idle)];
    offices.register("north", one);
    offices.register("north", other);
    offices.register(Symbol("south"), one);
    clerks.register(7, one);
    forgetAtExit(one);
    stop(one);
    stop(other);
    yield* sleep(1);
  });
  assert.match(
    text,
    /has left 3 names\. .*\n {2}the name north in the offices is held by actor idle#\d+, which has exited\n/s,
  );
  assert.match(
    text,
    /\n {2}the name Symbol\(south\) in the offices .*\n {2}the name 7 in the clerks .*, which has exited$/,
  );
  stop(before);
});

test("a name that is taken back, or given again to the same actor, is found once or not at all", async () => {
  const text = await leakOf(function* () {
    const ref = spawn(Idle);
    register("clock", ref);
    unregister("clock");
    register("clock", ref);
    register("calendar", ref);
    unregister("calendar");
    forgetAtExit(ref);
    stop(ref);
    yield* sleep(1);
  });
  assert.match(text, /has left 1 name\. .*\n {2}the name clock is held/s);
  unregister("clock");
});

/** Breaks the engine: the actor no longer gives back at its exit what it holds. */
function forgetAtExit(ref: AnyRef): void {
  const { extra } = coreOf(ref) as unknown as { extra: { atExit: Set<() => void> } };
  extra.atExit.clear();
}

test("several kinds are told in one report", async () => {
  const text = await leakOf(() => {
    go(() => channel().recv());
    setTimeout(() => {}, 5);
    setTimeout(() => {}, 5);
    new AbortController().signal.addEventListener("abort", () => {});
  });
  assert.match(text, /has left 1 task, 2 timers and 1 listener on an abort signal\. /);
});

test("what ends or is taken back is not reported as a leak", async () => {
  await simulate(async ({ own }) => {
    const controller = new AbortController();
    const jobs = channel<number>({ name: "jobs" });
    const heard = (): void => {};
    controller.signal.addEventListener("abort", heard);
    controller.signal.removeEventListener("abort", heard);
    new AbortController().signal.addEventListener("abort", heard, { signal: controller.signal });
    await abortable(sleep(5), controller.signal);
    await timeout(jobs.recv(), 5).then(null, () => {});
    await go(async ({ signal }) => signal.addEventListener("abort", heard)); // that signal ends with its task
    controller.abort();
    const iteration = jobs[Symbol.asyncIterator]();
    const next = iteration.next();
    await iteration.return?.();
    await next;
    register("clock", own(spawn(Idle)));
    clearTimeout(setTimeout(heard, 5));
    AbortSignal.timeout(1_000).addEventListener("abort", heard, { once: true });
  });
});

test("nothing is looked for when the simulation says so", async () => {
  await simulate({ leaks: false }, () => void go(() => channel().recv()));
});

test.run();
