/** Routers: one contract for every strategy, and what each does beyond it. */
import {
  broadcaster,
  consistentHash,
  createGroup,
  defineActor,
  kill,
  leastLoaded,
  type MailboxOptions,
  type RefOf,
  type Routing,
  randomly,
  roundRobin,
  router,
} from "@mailslot/actor";
import { sleep } from "@mailslot/core";
import { thrown } from "@mailslot/test-support/rejection";
import { random, seed } from "@mailslot/test-support/seeded";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { stage } from "../stage.js";

const Worker = defineActor("worker", {
  state: (log: [number, unknown][], id: number) => ({ log, id }),
  receive: {
    work(ctx, job: unknown) {
      ctx.state.log.push([ctx.state.id, job]);
      return ctx.state.id;
    },
    *rest(_ctx, ms: number) {
      yield* sleep(ms);
    },
  },
});

function pool(size: number) {
  const on = stage();
  const log: [number, unknown][] = [];
  const workers = Array.from({ length: size }, (_, id) => on.spawn(Worker, log, id));
  return { ...on, log, workers };
}

const strategies: Record<string, () => Routing> = {
  "round robin": roundRobin,
  random: () => randomly(random(seed)),
  "least loaded": leastLoaded,
  "consistent hash": consistentHash,
};

for (const [name, strategy] of Object.entries(strategies)) {
  test(`each message goes to one worker: ${name}`, () => {
    const { workers, run, log } = pool(3);
    const routed = router(workers, strategy());
    for (let n = 0; n < 100; n++) routed.tell.work(n);
    run();
    assert.equal(
      log.map(([, job]) => job as number).sort((a, b) => a - b),
      Array.from({ length: 100 }, (_, n) => n),
    );
  });

  test(`an ask is answered by the worker it goes to: ${name}`, () => {
    const { workers, go, run, log } = pool(3);
    const routed = router(workers, strategy());
    const asking = go(() => routed.ask.work("job"));
    run();
    assert.is(asking.poll(), log[0]?.[0]);
  });

  test(`workers that have exited get nothing, and without any the sender is told: ${name}`, () => {
    const { workers, run, log } = pool(3);
    const routed = router(workers, strategy());
    for (const worker of workers.slice(1)) kill(worker);
    run();
    for (let n = 0; n < 10; n++) routed.tell.work(n);
    run();
    assert.ok(log.every(([id]) => id === 0));
    assert.is(routed.workers().length, 1);
    kill(workers[0] as (typeof workers)[0]);
    run();
    const error = thrown(() => routed.tell.work(1));
    assert.is(error.code, "ERR_MAILSLOT_NO_ACTOR");
    assert.match(error.message, "no worker lives to take work");
    assert.is(thrown(() => routed.ask.work(1)).code, "ERR_MAILSLOT_NO_ACTOR");
  });

  test(`a router over a group notices workers that join and leave: ${name}`, () => {
    const { workers, run, log } = pool(2);
    const group = createGroup<RefOf<typeof Worker>>();
    const routed = router(group, strategy());
    const [a, b] = workers as [RefOf<typeof Worker>, RefOf<typeof Worker>];
    group.join(a);
    routed.tell.work("first");
    group.leave(a);
    group.join(b);
    routed.tell.work("second");
    run();
    assert.equal([...log].sort(), [
      [0, "first"],
      [1, "second"],
    ]);
  });
}

test("round robin takes the workers in turn", () => {
  const { workers, run, log } = pool(3);
  const routed = router(workers);
  for (let n = 0; n < 7; n++) routed.tell.work(n);
  run();
  assert.equal(
    [...log].sort((a, b) => (a[1] as number) - (b[1] as number)).map(([id]) => id),
    [0, 1, 2, 0, 1, 2, 0],
  );
});

test("random is the same for the same seed, and reaches every worker", () => {
  const chosen = () => {
    const { workers, run, log } = pool(4);
    const routed = router(workers, randomly(random(7)));
    for (let n = 0; n < 100; n++) routed.tell.work(n);
    run();
    return [...log].sort((a, b) => (a[1] as number) - (b[1] as number)).map(([id]) => id);
  };
  assert.equal(chosen(), chosen());
  assert.is(new Set(chosen()).size, 4);
});

test("least loaded takes the worker with the fewest messages; the message being handled counts", () => {
  const { workers, run, log, loop } = pool(3);
  const routed = router(workers, leastLoaded());
  workers[0]?.tell.rest(10);
  run();
  workers[1]?.tell.work("a");
  workers[1]?.tell.work("b");
  routed.tell.work("x"); // to 2, which has none
  routed.tell.work("y"); // to 0, which has one as 2 has
  run();
  loop.advance(10);
  const ids = Object.fromEntries(log.map(([id, job]) => [job, id]));
  assert.is(ids.x, 2);
  assert.is(ids.y, 0);
});

test("a key goes to the same worker, and moves only when its worker exits", () => {
  const { workers } = pool(10);
  const route = consistentHash();
  const keys = Array.from({ length: 10_000 }, (_, n) => `key ${n}`);
  const before = keys.map((key) => route(workers, "work", [key]));
  const [gone, ...left] = workers;
  const after = keys.map((key) => route(left, "work", [key]));
  keys.forEach((_, n) => {
    if (before[n] !== gone) assert.is(after[n], before[n]);
  });
  for (const worker of workers) {
    const share = before.filter((each) => each === worker).length / keys.length;
    assert.ok(share > 0.05 && share < 0.15, `${worker.name} has ${share} of the keys`);
  }
});

test("a key is made as the program says; one that cannot be hashed is an error", () => {
  const { workers } = pool(3);
  const route = consistentHash((_message, args) => (args[0] as { id: number }).id);
  assert.is(route(workers, "work", [{ id: 1 }]), route(workers, "work", [{ id: 1 }]));
  const error = thrown(() => consistentHash()(workers, "work", [{}]));
  assert.is(error.code, "ERR_MAILSLOT_ARGUMENT");
  assert.match(error.message, "message work has no key that could be hashed");
});

test("a broadcast reaches every living worker", () => {
  const { workers, run, log } = pool(3);
  const all = broadcaster(workers);
  kill(workers[1] as (typeof workers)[0]);
  run();
  all.tell.work("news");
  run();
  assert.equal([...log].sort(), [
    [0, "news"],
    [2, "news"],
  ]);
});

test("a router asks with a time limit, and with a signal", () => {
  const on = stage();
  const Slow = defineActor("slow", { receive: { work: () => sleep(1_000) } });
  const some = router([on.spawn(Slow), on.spawn(Slow)]);
  const controller = new AbortController();
  const limited = on.go(() => some.askWith({ timeout: 10 }).work());
  const given = on.go(() => some.askWith({ signal: controller.signal }).work());
  on.run();
  controller.abort();
  on.loop.advance(10);
  assert.is(thrown(() => limited.poll()).code, "ERR_MAILSLOT_ASK_TIMEOUT");
  assert.is(thrown(() => given.poll()).code, "ERR_MAILSLOT_ASK_ABORTED");
});

test("a router is not taken for a promise, and can be printed", () => {
  const { workers } = pool(1);
  const routed = router(workers) as unknown as { tell: Record<string | symbol, unknown> };
  assert.is(routed.tell.then, undefined);
  assert.is(routed.tell[Symbol.iterator], undefined);
  assert.is(thrown(() => (routed.tell.unknown as () => void)()).code, "ERR_MAILSLOT_UNKNOWN_MESSAGE");
});

test("a broadcaster tells all of them, also when the mailbox of one is full and fails; then it throws that error", () => {
  const { spawn, run } = stage();
  const heard: string[] = [];
  const hearing = (who: string, mailbox: MailboxOptions) =>
    spawn(defineActor(who, { mailbox, receive: { hear: (_ctx, n: number) => void heard.push(`${who} ${n}`) } }));
  const all = broadcaster([hearing("full", { capacity: 1, overflow: "fail" }), hearing("free", {})]);
  all.tell.hear(1);
  assert.is(thrown(() => all.tell.hear(2)).code, "ERR_MAILSLOT_MAILBOX_FULL");
  run();
  assert.equal(heard.sort(), ["free 1", "free 2", "full 1"]);
});

test.run();
