/** Faults of nodes: three nodes, one of which dies, or whose connections are cut, late or dropped, as the seed or a script decides. */
import { type AnyRef, defineActor, exitOf, type Signal, stop } from "@mailslot/actor";
import { go, type Operation, type Steps, sleep, timeout } from "@mailslot/core";
import { type MemoryNodes, memoryNodes } from "@mailslot/remote";
import { link, monitor, signals } from "@mailslot/supervision";
import { disturbance, explore, FoundError, killNode, type Simulation, simulate } from "@mailslot/testing";
import { test } from "uvu";
import * as assert from "uvu/assert";

const Worker = defineActor("worker", {
  state: () => ({ heard: [] as string[] }),
  receive: {
    *work(_ctx, ms: number): Steps<string> {
      yield* sleep(ms);
      return "done";
    },
    watch: (_ctx, other: AnyRef) => void monitor(other),
    bind: (_ctx, other: AnyRef) => link(other),
    heard: (ctx) => ctx.state.heard,
  },
  signal: (ctx, { type, reason }: Signal) => void ctx.state.heard.push(`${type} ${String(reason)}`),
});
type Three = MemoryNodes<"a" | "b" | "c">;

function three(): Three {
  return memoryNodes(["a", "b", "c"], { definitions: [Worker], delay: 5 });
}

function* codeOf(wait: Operation<unknown>): Steps<string> {
  try {
    return String(yield* wait);
  } catch (error) {
    return `${(error as Error).name} ${(error as { code: string }).code}`;
  }
}

test("asks that a dead node has read end unknown, those it has not are rejected, and its refs are dead", async () => {
  const codes = await simulate(function* ({ inject }) {
    const nodes = three();
    const worker = yield* nodes.peer("a", "b").spawn(Worker);
    inject(killNode(nodes, "b"), { after: 100 });
    const read = worker.ask.work(60_000);
    yield* sleep(98);
    const unread = worker.ask.work(1); // under way for 5 ms
    const seen = [yield* codeOf(read), yield* codeOf(unread), yield* codeOf(worker.ask.work(1))];
    assert.equal(nodes.alive, ["a", "c"]);
    return seen;
  });
  assert.equal(codes, [
    "UnknownOutcomeError ERR_MAILSLOT_NO_CONNECTION",
    "RejectedError ERR_MAILSLOT_NO_CONNECTION",
    "RejectedError ERR_MAILSLOT_NO_ACTOR",
  ]);
});

test("monitors and links elsewhere fire, and only those of the dead node", async () => {
  await simulate(function* ({ inject, rest }) {
    const nodes = three();
    const dying = yield* nodes.peer("a", "b").spawn(Worker);
    const [watching, tied] = [yield* nodes.peer("a", "c").spawn(Worker), yield* nodes.peer("a", "c").spawn(Worker)];
    yield* watching.ask.watch(dying);
    yield* watching.ask.watch(tied);
    yield* tied.ask.bind(dying);
    monitor(tied);
    inject(killNode(nodes, "b"), { within: 1_000 });
    const { type, reason } = yield* signals();
    assert.equal([type, reason], ["down", "noconnection"]);
    yield* rest();
    assert.equal((yield* watching.ask.heard()).sort(), ["down noconnection", "down noconnection"]);
    stop(watching);
    yield* exitOf(watching);
  });
});

test("a node that is started again after its death serves again", async () => {
  await simulate(function* ({ inject, own }) {
    const nodes = three();
    own(yield* nodes.peer("a", "c").spawn(Worker));
    yield* nodes.peer("a", "b").spawn(Worker);
    inject(killNode(nodes, "b"), { after: 10 });
    yield* sleep(20);
    nodes.start("b");
    const worker = own(yield* nodes.peer("c", "b").spawn(Worker));
    assert.is(yield* worker.ask.work(5), "done");
  });
});

test("nothing of a node that died runs in the next simulation, nor does the look for leaks find it", async () => {
  let ticks = 0;
  const Clock = defineActor("clock", {
    receive: {
      *run(): Steps<void> {
        for (;;) {
          yield* sleep(10);
          ticks++;
        }
      },
    },
  });
  await simulate(function* ({ inject }) {
    const nodes = memoryNodes(["a", "b"], { definitions: [Clock] });
    (yield* nodes.peer("a", "b").spawn(Clock)).tell.run();
    inject(killNode(nodes), { after: 50 });
    inject(killNode(nodes), { after: 60 }); // the other one
    inject(killNode(nodes), { after: 70 }); // none is left
    yield* sleep(100);
  });
  const before = ticks;
  assert.ok(before > 0 && before < 8, String(before));
  await simulate(() => sleep(1_000));
  assert.is(ticks, before);
});

/** One program on three nodes that asks again after a failure, in whatever way. */
function* asking({ inject, seed }: Simulation): Steps<string> {
  const nodes = three();
  const log: string[] = [];
  inject(disturbance(nodes, { times: 3, every: 100, lasting: 50 }), { within: 50 });
  inject(killNode(nodes, "b", "c"), { within: 200 });
  const ask = (id: "b" | "c") =>
    go(function* () {
      for (let n = 0; n < 5; n++) {
        try {
          const worker = yield* timeout(nodes.peer("a", id).spawn(Worker), 1_000);
          log.push(`${id} ${yield* codeOf(timeout(worker.ask.work(30), 1_000))}`);
        } catch (error) {
          log.push(`${id} ${(error as { code: string }).code}`);
          yield* sleep(30);
        }
      }
    });
  for (const task of [ask("b"), ask("c")]) yield* task;
  for (const id of nodes.alive) nodes.kill(id); // with what was spawned though nobody waited for it any more
  return `${seed}: ${log.join(", ")}`;
}

test("faults of nodes replay from the seed, and seeds differ", async () => {
  const seen = new Set<string>();
  for (let seed = 1; seed <= 30; seed++) {
    const [one, again] = [await simulate({ seed }, asking), await simulate({ seed }, asking)];
    assert.is(one, again);
    seen.add(one.replace(/^\d+: /, ""));
  }
  assert.ok(seen.size > 10, `${seen.size} different runs`);
  const all = [...seen].join();
  for (const one of ["done", "UnknownOutcomeError", "ERR_MAILSLOT_REMOTE_ARGUMENT"]) assert.match(all, one);
});

test("a program that does not reckon with the death of a node is found, and its failure replays", async () => {
  function* careless({ inject }: Simulation): Steps<void> {
    const nodes = three();
    const worker = yield* nodes.peer("a", "b").spawn(Worker);
    inject(killNode(nodes), { within: 300 });
    yield* worker.ask.work(20);
    stop(worker);
    yield* sleep(500);
  }
  const found = await explore({ runs: 300 }, careless).then(
    () => assert.unreachable("not found"),
    (error) => error as FoundError,
  );
  assert.instance(found, FoundError);
  const again = await simulate({ replay: (found as FoundError).shortest }, careless).then(
    null,
    (error: Error) => error,
  );
  assert.is((again as Error).message, ((found as FoundError).cause as Error).message);
});

test("links of nodes are disturbed in what they can: cut for a while, late, or dropped", async () => {
  const called: string[] = [];
  const link = {
    cut: () => called.push("cut"),
    heal: () => called.push("heal"),
    reset: () => called.push("reset"),
    delay: () => called.push("delay"),
  };
  await simulate(function* ({ inject }) {
    inject(disturbance({ links: [link] }, { times: 60 }), { after: 0 });
    yield* sleep(200_000);
  });
  assert.equal([...new Set(called)].sort(), ["cut", "delay", "heal", "reset"]);
  const impossible = await simulate(function* ({ inject }) {
    inject(disturbance({ links: [link] }, { kinds: ["slow"] }), { after: 0 });
    yield* sleep(10);
  }).then(null, (error: Error) => error.message);
  assert.is(impossible, 'kinds of a disturbance is "slow": give one that can happen to this network');
});

test("what is killed must be nodes, and one of them", () => {
  assert.throws(() => killNode({} as never), /^what killNode\(\) is given is \[object Object\]: give memoryNodes/);
  const nodes = { alive: ["a", "b"], kill() {} };
  assert.throws(() => killNode(nodes, "x"), /^the node given to killNode\(\) is "x": give one of a, b$/);
});

test.run();
