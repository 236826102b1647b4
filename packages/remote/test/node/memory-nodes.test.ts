/** Nodes in memory: every two are connected; what happens to a node or a connection is seen by the others as clause R5 says. */
import {
  type AnyRef,
  defineActor,
  exitOf,
  RejectedError,
  type Signal,
  spawnWith,
  UnknownOutcomeError,
} from "@mailslot/actor";
import { channel, oneshot, sleep } from "@mailslot/core";
import { type MemoryNodesOptions, memoryNodes, RemoteError } from "@mailslot/remote";
import { link, monitor } from "@mailslot/supervision";
import { rejection, thrown } from "@mailslot/test-support/rejection";
import { stage } from "@mailslot/test-support/stage";
import { test } from "uvu";
import * as assert from "uvu/assert";

const cleaned: string[] = [];

const Service = defineActor("service", {
  state: () => ({ heard: [] as Signal[] }),
  receive: {
    wait: () => oneshot<number>(),
    answer: () => 1,
    *clean() {
      try {
        yield* sleep(60_000);
      } finally {
        cleaned.push("finally");
      }
    },
    link: (_ctx, other: AnyRef) => link(other),
    heard: (ctx) => ctx.state.heard.map(({ type, reason }) => `${type} ${String(reason)}`),
  },
  signal: (ctx, signal) => void ctx.state.heard.push(signal),
});

function scene(options: MemoryNodesOptions = {}) {
  const on = stage();
  const { scheduler } = on;
  const nodes = memoryNodes(["a", "b", "c"], { definitions: [Service], scheduler, ...options });
  on.run();
  return { ...on, nodes, near: spawnWith({ scheduler }, Service) };
}

test("each node reaches each other one", () => {
  const { nodes, now } = scene();
  for (const [from, to] of [
    ["a", "b"],
    ["b", "a"],
    ["c", "b"],
  ] as const)
    assert.is(now(now(nodes.peer(from, to).spawn(Service)).ask.answer()), 1);
  assert.equal(
    nodes.links.map(({ between }) => between.join("")),
    ["ab", "ac", "bc"],
  );
});

test("of a node that is killed, asks fail, refs end, and its actors are gone without their finally", async () => {
  const { nodes, now, run, loop, near, left, unhandled } = scene();
  const far = now(nodes.peer("a", "b").spawn(Service));
  const other = now(nodes.peer("c", "b").spawn(Service));
  monitor(far, near);
  other.tell.clean();
  const read = rejection(far.ask.wait());
  run();
  const unread = rejection(far.ask.answer());
  nodes.kill("b");
  run();
  await loop.settle();
  assert.instance(await read, UnknownOutcomeError);
  assert.instance(await unread, RejectedError);
  assert.is((await unread).code, "ERR_MAILSLOT_NO_CONNECTION");
  assert.equal(now(near.ask.heard()), ["down noconnection"]);
  assert.is(now(exitOf(other)), "noconnection");
  assert.equal(nodes.alive, ["a", "c"]);
  assert.is(nodes.links.length, 1);
  assert.equal(cleaned, []);
  assert.equal(left().tasks, [near.name]);
  assert.equal(unhandled, []);
});

test("what was placed at a node, and what is linked there, dies with it; what is elsewhere hears of it", () => {
  const { nodes, now, run, go, near, scheduler, left } = scene();
  const placed = nodes.place("b", spawnWith({ scheduler }, Service));
  const task = nodes.place(
    "b",
    go(() => channel().recv()),
  );
  const far = now(nodes.peer("a", "b").spawn(Service));
  const tied = now(nodes.peer("a", "c").spawn(Service));
  now(tied.ask.link(far));
  const ended = go(() => exitOf(tied));
  run();
  nodes.kill("b");
  run();
  assert.not(placed.alive);
  assert.is(task.status, "cancelled");
  assert.is(now(ended), "noconnection");
  assert.equal(left().tasks, [near.name]);
});

test("who asks at a node that dies is told so as well", async () => {
  const { nodes, now, run, loop } = scene();
  const far = now(nodes.peer("b", "c").spawn(Service));
  const asked = rejection(far.ask.wait());
  run();
  nodes.kill("b");
  await loop.settle();
  assert.is((await asked).code, "ERR_MAILSLOT_NO_CONNECTION");
});

test("a node that is started again is another incarnation, which all that live reach", () => {
  const { nodes, now, run } = scene();
  const before = nodes.node("b");
  const old = now(nodes.peer("a", "b").spawn(Service));
  nodes.kill("b");
  nodes.kill("b");
  run();
  assert.is.not(nodes.start("b").incarnation, before.incarnation);
  run();
  assert.not(old.alive);
  assert.is(now(now(nodes.peer("a", "b").spawn(Service)).ask.answer()), 1);
  assert.is(now(now(nodes.peer("b", "c").spawn(Service)).ask.answer()), 1);
});

test("a link that is cut loses nothing, one that is reset is gone, one that is delayed is late", () => {
  const { nodes, now, run, loop, go } = scene();
  const far = now(nodes.peer("a", "b").spawn(Service));
  const link = nodes.link("b", "a");
  link.cut();
  const held = go(() => far.ask.answer());
  run();
  assert.is(held.status, "waiting");
  link.heal();
  run();
  assert.is(now(held), 1);
  link.delay(100);
  const late = go(() => far.ask.answer());
  loop.advance(199);
  run();
  assert.is(late.status, "waiting");
  loop.advance(1);
  run();
  assert.is(late.status, "completed");
  link.reset();
  run();
  assert.not(far.alive);
  assert.ok(nodes.peer("a", "c").alive);
  assert.match(thrown(() => nodes.peer("a", "b")).message, /^there is no connection between a and b: /);
});

test("closing lets arrive what was sent, and leaves nothing", () => {
  const { nodes, loop, left, near } = scene({ delay: 5 });
  nodes.close();
  loop.advance(10);
  assert.equal([nodes.links.length, left().timers, left().tasks], [0, 0, [near.name]]);
});

test("ids that make no sense are refused", () => {
  const { nodes } = scene();
  const wrongs: readonly [() => unknown, RegExp][] = [
    [() => memoryNodes(["a", "a"]), /^node a lives: .*give each node an id of its own$/],
    [() => memoryNodes("ab" as never), /^the ids given to memoryNodes\(\) are not a list of texts: give one/],
    [() => nodes.node("x" as "a"), /^no node x lives: there are a, b, c$/],
    [() => nodes.start("x" as "a"), /^x is not the id of a node here: give one of a, b, c$/],
    [() => nodes.peer("a", "a"), /^there is no connection between a and a: give two nodes/],
    [() => nodes.link("a", "b").delay(Number.NaN), /^the delay of a link is NaN: give a number/],
  ];
  for (const [wrong, message] of wrongs) {
    const error = thrown(wrong);
    assert.instance(error, RemoteError);
    assert.match(error.message, message);
  }
});

test.run();
