/** Exits: how an actor ends in each of its states, and that `stopped` runs exactly once, whatever ended it. */
import { defineActor, type ExitReason, exitOf, kill, type Ref, stop, taskOf, terminate } from "@mailslot/actor";
import { type Channel, channel, fromPromise, sleep } from "@mailslot/core";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Stage, stage } from "../stage.js";

interface Diary {
  readonly lines: string[];
  readonly gate: Channel<void>;
}

const Worker = defineActor("worker", {
  state: (diary: Diary) => diary,
  receive: {
    plain: (ctx) => void ctx.state.lines.push("plain"),
    *generator({ state }) {
      state.lines.push("begins");
      try {
        yield* state.gate.recv();
        state.lines.push("goes on");
      } finally {
        state.lines.push("finally");
      }
    },
    async promised({ state }) {
      state.lines.push("begins");
      await state.gate.recv();
      state.lines.push("goes on");
    },
    end: (ctx, reason: ExitReason) => ctx.stop(reason),
    fail() {
      throw new Error("broken");
    },
  },
  stopped: (ctx, reason) => void ctx.state.lines.push(`stopped: ${reason instanceof Error ? reason.message : reason}`),
});

interface Scene extends Stage, Diary {
  readonly worker: Ref<never>;
  readonly reason: () => ExitReason;
}

function scene(begin: (worker: ReturnType<typeof spawnWorker>["worker"], scene: Stage) => void): Scene {
  const made = spawnWorker();
  begin(made.worker, made);
  return { ...made, worker: made.worker as unknown as Ref<never> };
}

function spawnWorker() {
  const on = stage();
  const diary = { lines: [] as string[], gate: channel<void>() };
  const worker = on.spawn(Worker, diary);
  const watching = on.go(() => exitOf(worker));
  const reason = (): ExitReason => {
    const got = watching.poll();
    return typeof got === "symbol" ? "none yet" : got;
  };
  return { ...on, ...diary, worker, reason };
}

const states = {
  idle: (_worker: unknown, { run }: Stage) => run(),
  new: () => {},
  queued: (worker: ReturnType<typeof spawnWorker>["worker"], { run }: Stage) => {
    run();
    worker.tell.plain();
  },
  waiting: (worker: ReturnType<typeof spawnWorker>["worker"], { run }: Stage) => {
    worker.tell.generator();
    worker.tell.plain();
    run();
  },
  promised: (worker: ReturnType<typeof spawnWorker>["worker"], { run }: Stage) => {
    worker.tell.promised();
    worker.tell.plain();
    run();
  },
};

for (const [state, begin] of Object.entries(states)) {
  for (const [how, end, why] of [
    ["terminate", terminate, "shutdown"],
    ["kill", kill, "killed"],
  ] as const) {
    test(`${how} ends an actor that is ${state}, and its reason is ${why}`, async () => {
      const { worker, run, lines, reason, loop, gate, unhandled } = scene(begin);
      end(worker);
      run();
      await loop.settle();
      assert.is(reason(), why);
      assert.is(worker.alive, false);
      assert.equal(
        lines.filter((line) => line.startsWith("stopped")),
        [`stopped: ${why}`],
      );
      gate.send();
      await loop.settle();
      assert.not(lines.includes("plain"));
      assert.is(lines.filter((line) => line.startsWith("stopped")).length, 1);
      assert.equal(unhandled, []);
    });
  }

  test(`stop lets an actor that is ${state} finish its message, and handle no other`, async () => {
    const { worker, run, lines, reason, loop, gate } = scene(begin);
    stop(worker);
    run();
    const waits = state === "waiting" || state === "promised";
    assert.is(worker.alive, waits);
    gate.send();
    await loop.settle();
    assert.is(reason(), "shutdown");
    assert.is(lines.includes("goes on"), waits);
    assert.not(lines.includes("plain"));
    assert.is(lines.at(-1), "stopped: shutdown");
  });
}

test("terminate runs the finally of the handler it gives up, and kill does not", () => {
  for (const [end, runs] of [
    [terminate, true],
    [kill, false],
  ] as const) {
    const { worker, run, lines } = scene(states.waiting);
    end(worker);
    run();
    assert.is(lines.includes("finally"), runs);
  }
});

test("an actor stops itself, by default with the reason normal", () => {
  for (const [given, reason] of [
    [undefined, "normal"],
    ["shutdown", "shutdown"],
    [{ shutdown: "enough" }, { shutdown: "enough" }],
  ] as const) {
    const made = spawnWorker();
    made.worker.tell.end(given);
    made.run();
    assert.equal(made.reason(), reason);
    assert.equal(made.unhandled, []);
  }
});

test("an error in a handler ends the actor with the error as reason, and later messages are never handled", () => {
  const { worker, run, lines, reason } = spawnWorker();
  worker.tell.fail();
  worker.tell.plain();
  run();
  assert.is((reason() as Error).message, "broken");
  assert.equal(lines, ["stopped: broken"]);
});

test("an error on the way to an orderly end is the reason", () => {
  const { go, spawn, run } = stage();
  const Actor = defineActor("actor", {
    receive: {},
    stopped() {
      throw new Error("cannot stop");
    },
  });
  const actor = spawn(Actor);
  const end = go(() => exitOf(actor));
  stop(actor);
  run();
  assert.is((end.poll() as Error).message, "cannot stop");
});

test("an unseen failure is reported, names the actor, and says what to do", async () => {
  const { go, spawn, loop, unhandled } = stage();
  const Actor = defineActor("account", {
    receive: {
      fail() {
        throw new Error("broken");
      },
    },
  });
  const seen = spawn(Actor);
  go(() => exitOf(seen));
  seen.tell.fail();
  await loop.settle();
  assert.equal(unhandled, []);
  spawn(Actor).tell.fail();
  await loop.settle();
  assert.is((unhandled[0] as Error).message, "broken");
});

test("a handler that catches its cancellation and goes on ends all the same", () => {
  const { spawn, go, run } = stage();
  const lines: string[] = [];
  const Actor = defineActor("actor", {
    receive: {
      *stubborn() {
        try {
          yield* channel<never>().recv();
        } catch {
          lines.push("caught");
        }
        yield* sleep(0);
        lines.push("went on");
      },
    },
  });
  const actor = spawn(Actor);
  const exit = go(() => exitOf(actor));
  actor.tell.stubborn();
  run();
  terminate(actor);
  run();
  assert.is(exit.poll(), "shutdown");
  assert.is(lines[0], "caught");
});

test("an async handler sees its signal abort when the actor is terminated", async () => {
  const { spawn, go, loop, run } = stage();
  let aborted = false;
  const Actor = defineActor("actor", {
    receive: {
      async work({ signal }) {
        await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
        aborted = true;
      },
    },
  });
  const actor = spawn(Actor);
  const exit = go(() => exitOf(actor));
  actor.tell.work();
  run();
  terminate(actor, { shutdown: "enough" });
  run();
  assert.equal(exit.poll(), { shutdown: "enough" });
  await loop.settle();
  assert.is(aborted, true);
});

test("the result of a promise that the actor has given up is dropped", async () => {
  const { spawn, loop, run, unhandled } = stage();
  let fail: (error: Error) => void = () => {};
  const Actor = defineActor("actor", {
    receive: { wait: () => new Promise((_resolve, reject) => void (fail = reject)) },
  });
  const actor = spawn(Actor);
  actor.tell.wait();
  run();
  kill(actor);
  run();
  fail(new Error("too late"));
  await loop.settle();
  assert.equal(unhandled, []);
});

test("terminate with an error counts as a failure: it is reported when unseen", async () => {
  const { spawn, loop, unhandled } = stage();
  const failure = new Error("linked");
  terminate(spawn(defineActor("actor", { receive: {} })), failure);
  await loop.settle();
  assert.equal(unhandled, [failure]);
});

test("a generator handler that awaits a promise by fromPromise can be given up", async () => {
  const { spawn, go, loop, run } = stage();
  const Actor = defineActor("actor", {
    receive: {
      *wait() {
        yield* fromPromise(new Promise(() => {}));
      },
    },
  });
  const actor = spawn(Actor);
  const exit = go(() => exitOf(actor));
  actor.tell.wait();
  run();
  terminate(actor);
  run();
  await loop.settle();
  assert.is(exit.poll(), "shutdown");
  assert.is(taskOf(actor).status, "completed");
});

test("ending an actor that has exited does nothing", () => {
  const { spawn, run, unhandled } = stage();
  const actor = spawn(defineActor("actor", { receive: {} }));
  kill(actor);
  run();
  for (const end of [stop, terminate, kill]) end(actor);
  run();
  assert.is(actor.alive, false);
  assert.equal(unhandled, []);
});

test.run();
