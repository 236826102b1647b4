/** Refs by name: they lead to whatever actor has the name when they are used. */
import {
  createGroup,
  defineActor,
  drain,
  exitOf,
  kill,
  named,
  type RefTo,
  roundRobin,
  router,
  spawnNamed,
  stop,
  unregister,
  whereIs,
} from "@mailslot/actor";
import type { Steps } from "@mailslot/core";
import { thrown } from "@mailslot/test-support/rejection";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { receivedLetters } from "../letters.js";
import { type Stage, stage } from "../stage.js";

const Account = defineActor("account", {
  state: (generation: number) => ({ generation, got: [] as number[] }),
  receive: {
    add: (ctx, n: number) => void ctx.state.got.push(n),
    got: (ctx) => [ctx.state.generation, ...ctx.state.got],
    crash() {
      throw new Error("crash");
    },
  },
});
const Other = defineActor("other", { receive: { got: () => [-1] } });

interface Asks {
  askSelf(): void;
}

let names = 0;

/** A stage on which `spawn(generation)` spawns an account of a new name, which `ref` leads to. */
function staged(keep?: number) {
  const on = stage();
  const name = `account ${names++}`;
  const ref = named(name, Account, { scheduler: on.scheduler, ...(keep === undefined ? {} : { keep }) });
  const spawn = (generation: number) => inTask(on, () => spawnNamed(name, Account, generation));
  const ask = () => ref.ask.got();
  return { ...on, name, ref, spawn, ask };
}

function inTask<T>(on: Pick<Stage, "go" | "run">, make: () => T): T {
  let made: { value: T } | null = null;
  const task = on.go(() => {
    made = { value: make() };
  });
  on.run();
  task.poll();
  return (made as unknown as { value: T }).value;
}

test("asks and told messages wait for the first actor of the name, and arrive in order before later ones", () => {
  const { ref, spawn, ask, run } = staged();
  ref.tell.add(1);
  const early = ask();
  ref.tell.add(2);
  run();
  assert.is(ref.alive, false);
  assert.is(ref.load, 3);
  spawn(1);
  ref.tell.add(3);
  const late = ask();
  run();
  assert.is(ref.alive, true);
  assert.equal(early.poll(), [1, 1]);
  assert.equal(late.poll(), [1, 1, 2, 3]);
});

test("after a restart it leads to the next actor of the name, also while the old one ends", () => {
  for (const end of [stop, kill, drain]) {
    const { ref, spawn, ask, run } = staged();
    spawn(1);
    end(ref);
    const asked = ask();
    ref.tell.add(1);
    run();
    assert.is(ref.alive, false);
    spawn(2);
    run();
    assert.equal(asked.poll(), [2]);
  }
});

test("an ask that waits obeys its time limit, its signal and its waiter, and leaves nothing behind", () => {
  const { ref, go, run, loop, left, spawn } = staged();
  const expired = go(() => ref.askWith({ timeout: 10 }).got());
  const controller = new AbortController();
  const aborted = go(() => ref.askWith({ signal: controller.signal, timeout: 1_000 }).got());
  const cancelled = go(() => ref.askWith({ timeout: 1_000 }).got());
  run();
  cancelled.cancel();
  controller.abort();
  loop.advance(10);
  assert.is(thrown(() => expired.poll()).code, "ERR_MAILSLOT_ASK_TIMEOUT");
  const refused = thrown(() => aborted.poll());
  assert.equal([refused.code, (refused as { outcome?: string }).outcome], ["ERR_MAILSLOT_ASK_ABORTED", "rejected"]);
  assert.is(ref.load, 0);
  assert.equal(left(), { tasks: [], timers: 0 });
  const actor = spawn(1);
  run();
  assert.is(actor.load, 0);
});

test("told messages beyond what is kept are dead letters", () => {
  const letters = receivedLetters();
  const some = staged(2);
  for (const n of [1, 2, 3]) some.ref.tell.add(n);
  assert.equal(
    letters().map(({ args, reason }) => [args, reason]),
    [[[3], "dropped"]],
  );
  const none = staged(0);
  none.ref.tell.add(4);
  assert.equal(
    letters().map(({ args, reason }) => [args, reason]),
    [[[4], "no actor"]],
  );
  some.spawn(1);
  const asked = some.ask();
  some.run();
  assert.equal(asked.poll(), [1, 1, 2]);
});

test("an actor of another definition is not taken for the one that is meant", () => {
  const on = staged();
  const asked = on.ask();
  inTask(on, () => spawnNamed(on.name, Other));
  on.run();
  assert.is(on.ref.alive, false);
  unregister(on.name);
  on.spawn(1);
  on.run();
  assert.equal(asked.poll(), [1]);
});

test("a name that is taken is refused, and nothing is spawned", () => {
  const on = staged();
  const first = on.spawn(1);
  assert.is(thrown(() => on.spawn(2)).code, "ERR_MAILSLOT_NAME_TAKEN");
  assert.is(whereIs(on.name), first);
  assert.equal(on.left().tasks.length, 1);
});

test("groups and routers take it, and routers prefer those that run", () => {
  const [a, b] = [staged(), staged()] as const;
  const group = createGroup<typeof a.ref>();
  group.join(a.ref);
  group.join(b.ref);
  const some = router(group, roundRobin());
  some.tell.add(1);
  assert.equal([a.ref.load, b.ref.load], [1, 0]);
  b.spawn(1);
  for (const n of [2, 3]) some.tell.add(n);
  const asked = b.ask();
  b.run();
  assert.equal(asked.poll(), [1, 2, 3]);
});

test("an ask that crashes its actor ends unknown, and the next waits for another", () => {
  const { ref, spawn, go, ask, run } = staged();
  spawn(1);
  const crashed = go(() => ref.ask.crash());
  run();
  assert.is(thrown(() => crashed.poll()).code, "ERR_MAILSLOT_ACTOR_EXITED");
  const next = ask();
  run();
  spawn(2);
  run();
  assert.equal(next.poll(), [2]);
});

test("a cycle of asks through it is seen", () => {
  const on = stage();
  const name = `cycle ${names++}`;
  const Cycle = defineActor("cycle", {
    state: () => ({ self: null as RefTo<Asks> | null }),
    receive: {
      *askSelf(ctx): Steps<void> {
        yield* (ctx.state.self as RefTo<Asks>).ask.askSelf();
      },
      know: (ctx, self: RefTo<Asks>) => void (ctx.state.self = self),
    },
  });
  const actor = inTask(on, () => spawnNamed(name, Cycle));
  actor.tell.know(named(name, Cycle));
  const asked = on.go(() => actor.ask.askSelf());
  on.run();
  assert.is(thrown(() => asked.poll()).code, "ERR_MAILSLOT_ACTOR_EXITED");
  assert.is((exitOf(actor).poll() as { code?: string }).code, "ERR_MAILSLOT_ASK_CYCLE");
});

test("the wait for its end is refused, since it stands for many actors", () => {
  const { ref } = staged();
  assert.is(thrown(() => exitOf(ref)).code, "ERR_MAILSLOT_ARGUMENT");
  assert.is(thrown(() => named("x", {} as never)).code, "ERR_MAILSLOT_DEFINITION");
});

test.run();
