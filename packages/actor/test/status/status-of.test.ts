/** What an actor does now, as seen from outside. */
import {
  type ActorStatus,
  type AnyRef,
  defineActor,
  defineRawActor,
  drain,
  kill,
  type RawContext,
  type Ref,
  signal,
  statusOf,
  stop,
  terminate,
} from "@mailslot/actor";
import { channel, type Receiver, sleep, timeout } from "@mailslot/core";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { orderedStage, stage } from "../stage.js";

const Worker = defineActor("worker", {
  state: (gate: Receiver<unknown>) => ({ gate, seen: null as ActorStatus | null }),
  started: (ctx) => void ctx.state,
  receive: {
    *work(ctx, _job = 0) {
      yield* ctx.state.gate.recv();
    },
    async later(ctx) {
      await ctx.state.gate.recv();
    },
    look(ctx) {
      ctx.state.seen = statusOf(ctx.self);
    },
    seen: (ctx) => ctx.state.seen,
    aside: (ctx) => ctx.stash(),
    turn: (ctx) => ctx.become("other"),
    fail() {
      throw new Error("no");
    },
  },
  behaviours: { other: {} },
  *stopped(ctx) {
    yield* ctx.state.gate.recv();
  },
  *signal(ctx) {
    yield* ctx.state.gate.recv();
  },
});

function staged() {
  const on = stage();
  const gate = channel<unknown>({ name: "gate" });
  const worker = on.spawn(Worker, gate);
  on.run();
  return { ...on, gate, worker, standing: () => statusOf(worker).status };
}

/** The handlers, each as the list of its fields. */
function handlers(ref: AnyRef): unknown[][] {
  return statusOf(ref).handlers.map((each) => [each.message, each.from, each.asked, each.waitingFor, each.waitingMs]);
}

test("an idle actor has no handlers and no messages, and is called by its name and that of its definition", () => {
  const { worker } = staged();
  assert.equal(statusOf(worker), {
    name: worker.name,
    definition: "worker",
    status: "idle",
    handlers: [],
    depth: 0,
    stashed: 0,
    behaviour: null,
    reason: undefined,
  });
});

test("a handler that waits is named, with who sent its message, what it waits for and since when", () => {
  const { worker, go, run, loop } = staged();
  go(() => worker.ask.work(), { name: "client" });
  go(() => worker.tell.work(), { name: "other" });
  run();
  loop.advance(15);
  const { status, depth } = statusOf(worker);
  assert.equal([status, depth], ["handling", 1]);
  const [handler] = handlers(worker);
  assert.ok(["client", "other"].includes(handler?.[1] as string));
  assert.is(handler?.[2], handler?.[1] === "client");
  assert.equal([handler?.[0], handler?.[3], handler?.[4]], ["work", "recv on channel gate", 15]);
});

test("an async handler waits for its promise", async () => {
  const { worker, run, gate, loop } = staged();
  worker.tell.later();
  run();
  loop.advance(7);
  assert.equal(handlers(worker), [["later", null, false, "its promise", 7]]);
  gate.send(1);
  await loop.settle();
  assert.is(statusOf(worker).status, "idle");
});

test("a handler is at its message from its beginning, however often it waits, and a limited wait has time left", () => {
  const { spawn, run, loop } = stage();
  const Walker = defineActor("walker", {
    interleave: ["beside"],
    receive: {
      *walk() {
        for (let n = 0; n < 3; n++) yield* sleep(10);
      },
      *beside() {
        for (let n = 0; n < 3; n++) yield* timeout(sleep(10), 90);
      },
    },
  });
  const walker = spawn(Walker);
  loop.advance(100);
  walker.tell.beside();
  walker.tell.walk();
  run();
  loop.advance(14);
  const times = statusOf(walker).handlers.map(({ message, handlingMs, waitingMs, leftMs }) => [
    message,
    handlingMs,
    waitingMs,
    leftMs,
  ]);
  assert.equal(times, [
    ["walk", 14, 4, 6],
    ["beside", 14, 4, 86], // the limit counts, not the sleep within
  ]);
  loop.advance(100);
  assert.equal(statusOf(walker).handlers, []);
});

test("a message that has come and waits for its tick makes an actor ready", () => {
  const { worker, go, run, standing } = staged();
  worker.tell.look();
  assert.equal([standing(), statusOf(worker).depth], ["ready", 1]);
  const seen = go(() => worker.ask.seen());
  run();
  const inside = seen.poll() as ActorStatus;
  assert.equal(
    [inside.status, inside.handlers[0]?.message, inside.handlers[0]?.waitingFor],
    ["handling", "look", null],
  );
});

test("a message that is handed over to an idle actor counts as waiting, and is named while it is handled", () => {
  const { go, run, spawn } = orderedStage();
  const worker = spawn(Worker, channel());
  run();
  let before: ActorStatus | null = null;
  go(
    () => {
      worker.tell.look();
      before = statusOf(worker);
    },
    { name: "client" },
  );
  run();
  const seen = go(() => worker.ask.seen());
  run();
  assert.is((before as ActorStatus | null)?.depth, 1);
  const { handlers, depth } = seen.poll() as ActorStatus;
  assert.equal(
    [depth, handlers.map(({ message, from, asked }) => [message, from, asked])],
    [0, [["look", "client", false]]],
  );
});

test("stashed messages are counted, and the behaviour is named", () => {
  const { worker, run } = staged();
  worker.tell.aside();
  worker.tell.turn();
  run();
  const { stashed, behaviour, status } = statusOf(worker);
  assert.equal([stashed, behaviour, status], [1, "other", "idle"]);
});

test("hooks are named as handlers are: started, signal, stopped", () => {
  const { spawn, run, worker, standing, gate } = staged();
  const Slow = defineActor("slow", { started: () => gate.recv(), receive: {} });
  const slow = spawn(Slow);
  assert.equal([statusOf(slow).status, handlers(slow)], ["starting", []]);
  run();
  assert.equal(
    [statusOf(slow).status, handlers(slow)],
    ["starting", [["started", null, false, "recv on channel gate", 0]]],
  );
  kill(slow);
  signal(worker, { type: "down", from: slow, reason: "killed" });
  run();
  assert.equal(handlers(worker), [["signal", null, false, "recv on channel gate", 0]]);
  gate.send(1);
  run();
  stop(worker, "shutdown");
  run();
  assert.equal(
    [standing(), handlers(worker), statusOf(worker).reason],
    ["stopping", [["stopped", null, false, "recv on channel gate", 0]], "shutdown"],
  );
});

test("an actor that drains says so, with what it is at", () => {
  const { worker, run } = staged();
  worker.tell.work();
  worker.tell.look();
  run();
  drain(worker);
  const { status, handlers, depth } = statusOf(worker);
  assert.equal([status, handlers.map(({ message }) => message), depth], ["draining", ["work"], 2]); // and the mark of the end
});

test("an actor that has exited has neither handlers nor messages, and says why", () => {
  const { worker, run, unhandled } = staged();
  worker.tell.fail();
  worker.tell.work();
  run();
  terminate(worker); // gives up what `stopped` waits for
  kill(worker);
  run();
  const { status, handlers, depth, reason } = statusOf(worker);
  assert.equal([status, handlers, depth, reason], ["exited", [], 0, "killed"]);
  void unhandled;
});

test("handlers that interleave are all there, in the order in which they began", async () => {
  const { spawn, go, run, loop } = stage();
  const gate = channel<unknown>({ name: "gate" });
  const Desk = defineActor("desk", {
    interleave: ["serve", "promise"],
    receive: {
      *serve(_ctx, _who: string) {
        yield* gate.recv();
      },
      promise: async () => void (await gate.recv()),
      *hold() {
        yield* sleep(100);
      },
    },
  });
  const desk = spawn(Desk);
  const client = go(() => desk.ask.serve("a"), { name: "client" });
  run();
  loop.advance(5);
  desk.tell.promise();
  desk.tell.hold();
  run();
  assert.is(statusOf(desk).status, "handling");
  const all = handlers(desk).map(([message, from, asked]) => [message, from, asked]);
  assert.equal(all, [
    ["hold", null, false],
    ["serve", "client", true],
    ["promise", null, false],
  ]);
  const waits = handlers(desk).map((each) => each.slice(3));
  assert.equal(waits, [
    [`sleep until 105.0 ms`, 0],
    ["recv on channel gate", 5],
    ["its promise", null],
  ]);
  kill(desk);
  client.cancel();
  run();
  await loop.settle();
});

interface Lock {
  acquire(): void;
  release(): void;
}

test("a raw actor is idle while its body waits for a message, however it does, and handles when it waits for another thing", () => {
  const { spawn, run, loop } = stage();
  const Lock = defineRawActor("lock", function* (ctx: RawContext<Lock>) {
    for (;;) {
      (yield* timeout(ctx.receive("acquire"), 1_000)).reply();
      yield* sleep(50);
    }
  });
  const lock: Ref<never> = spawn(Lock) as never;
  const { tell } = lock as unknown as { tell: { acquire(): void; release(): void } };
  run();
  tell.release(); // which its body does not want
  assert.equal([statusOf(lock).status, handlers(lock), statusOf(lock).depth], ["idle", [], 1]);
  tell.acquire();
  run();
  loop.advance(20);
  assert.equal([statusOf(lock).status, handlers(lock)], ["handling", [[null, null, false, "sleep until 50.0 ms", 20]]]);
  kill(lock);
  run();
});

test.run();
