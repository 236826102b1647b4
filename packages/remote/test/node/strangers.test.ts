/** Refs of nodes that this one is not connected with, or not yet; and when a node waits for others. */
import { defineActor, exitOf, type Ref } from "@mailslot/actor";
import { createNode, memoryConnection } from "@mailslot/remote";
import { rejection } from "@mailslot/test-support/rejection";
import { stage as taskStage } from "@mailslot/test-support/stage";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { stage } from "../stage.js";

interface Messages {
  echo(ctx: unknown, value: unknown): unknown;
  never(ctx: unknown): Promise<void>;
}

const Echo = defineActor("echo", {
  receive: { echo: (_ctx, value: unknown) => value, never: () => new Promise<void>(() => {}) },
});

/** What an actor of node b hands out: it runs in this process, as the test does. */
let held: Ref<Messages> | null = null;
const Giver = defineActor("giver", { receive: { give: () => held } });

test("a ref of a node that is not connected has ended, with noconnection", async () => {
  const { b, connect, loop, toB, scheduler } = stage([Echo, Giver]);
  const [toC] = connect(b, createNode({ id: "c", definitions: [Echo], scheduler }));
  const [giver, echo] = [toB.spawn(Giver), toC.spawn(Echo)];
  await loop.settle();
  held = (await echo) as Ref<Messages>;
  const given = (await giver).ask.give();
  await loop.settle();
  const end = exitOf((await given) as Ref<Messages>);
  await loop.settle();
  assert.is(await end, "noconnection");
});

test("refs of several nodes that are not connected stand each for its own actor", () => {
  const { a, b, connect, now, toB, scheduler } = stage([Echo, Giver]);
  const giver = now(toB.spawn(Giver));
  const known = ["c", "d", "c"].map((id) => {
    const [toThere] = connect(b, createNode({ id, definitions: [Echo], scheduler }));
    return now(toThere.spawn(Echo)) as Ref<Messages>;
  });
  const give = (ref: Ref<Messages>) => {
    held = ref;
    return now(giver.ask.give()) as Ref<Messages>;
  };
  const given = known.map(give);
  assert.is(new Set(given).size, 3);
  assert.equal(
    given.map(({ name }) => name.split(" of ")[1]),
    ["c", "d", "c"],
  );
  assert.ok(known.map(give).every((ref, n) => ref === given[n]));
  const homes = (ref: Ref<Messages>) => (a as unknown as { home(ref: unknown): unknown[] }).home(ref).slice(0, 3);
  assert.is(new Set(given.map((ref) => homes(ref).join())).size, 3);
});

test("onUnknownNode may connect the node of a ref that has come, which is then used at once", async () => {
  const { scheduler, loop } = taskStage();
  const common = { definitions: [Echo, Giver], scheduler };
  const [b, c] = [createNode({ id: "b", ...common }), createNode({ id: "c", ...common })];
  let asked = 0;
  const a = createNode({
    id: "a",
    ...common,
    onUnknownNode() {
      asked++;
      const { ends } = memoryConnection({ scheduler });
      c.connect(ends[0], { node: a.id, incarnation: a.incarnation });
      a.connect(ends[1], { node: c.id, incarnation: c.incarnation });
    },
  });
  const join = (one: typeof a, other: typeof a) => {
    const { ends } = memoryConnection({ scheduler });
    other.connect(ends[1]);
    return one.connect(ends[0]);
  };
  const [giver, echo] = [join(a, b).spawn(Giver), join(b, c).spawn(Echo)];
  await loop.settle();
  held = (await echo) as Ref<Messages>;
  const given = (await giver).ask.give();
  await loop.settle();
  const answer = ((await given) as Ref<Messages>).ask.echo(3);
  await loop.settle();
  assert.equal([await answer, asked], [3, 1]);
});

test("onBusy tells when the first ask or spawn waits, and when the last has its answer", async () => {
  const { scheduler, loop } = taskStage();
  const told: boolean[] = [];
  const common = { definitions: [Echo], scheduler };
  const wire = memoryConnection({ scheduler });
  const { ends } = wire;
  createNode({ id: "b", ...common }).connect(ends[1]);
  const toB = createNode({ id: "a", ...common, onBusy: (busy) => told.push(busy) }).connect(ends[0]);
  const [one, two] = [toB.spawn(Echo), toB.spawn(Echo)];
  assert.equal(told, [true]);
  await loop.settle();
  assert.equal(told, [true, false]);
  const asks = [(await one).ask.echo(1), (await two).ask.never()];
  await loop.settle();
  assert.equal([await asks[0], told], [1, [true, false, true]]);
  wire.kill(1);
  const failed = asks[1]?.then(undefined, (error: unknown) => (error as Error).name);
  await loop.settle();
  assert.equal([await failed, told], ["UnknownOutcomeError", [true, false, true, false]]);
});

test("a frame that makes no sense ends the connection: what waits is told, and the failure is reported", async () => {
  for (const bytes of [[], [3, 132, 200], [2, 6, 250, 255, 255, 255, 255], [5, 132, 8, 255, 255, 255, 127]]) {
    const on = taskStage();
    const { scheduler, loop } = on;
    const { ends } = memoryConnection({ scheduler });
    const peer = createNode({ id: "a", definitions: [Echo], scheduler }).connect(ends[0]);
    ends[1].start({ receive() {}, room() {}, dead() {} });
    const error = rejection(peer.spawn(Echo));
    ends[1].send({ bytes: Uint8Array.from(bytes), length: bytes.length, shared: [] });
    await loop.settle();
    assert.is((await error).code, "ERR_MAILSLOT_NO_CONNECTION", bytes.join());
    assert.is(peer.alive, false);
    assert.match(on.unhandled.map(String).join(), "stray bytes");
  }
});

test.run();
