/** Links, monitors, exit signals and supervisors across nodes, and cycles of asks over several. */
import {
  type AnyRef,
  defineActor,
  type ExitReason,
  exitOf,
  type RefTo,
  type Signal,
  spawnWith,
  stop,
} from "@mailslot/actor";
import { sleep } from "@mailslot/core";
import { createNode } from "@mailslot/remote";
import { exit, link, monitor, supervisor, trapExits, unlink } from "@mailslot/supervision";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { stage } from "../stage.js";

interface Asking {
  pass(rest: readonly AnyRef[]): unknown;
}

const Puppet = defineActor("puppet", {
  state: () => ({ heard: [] as Signal[] }),
  receive: {
    trap: (ctx) => trapExits(true, ctx.self),
    link: (_ctx, other: AnyRef) => link(other),
    unlink: (_ctx, other: AnyRef) => unlink(other),
    monitor: (_ctx, other: AnyRef) => void monitor(other),
    exit: (_ctx, other: AnyRef, reason: ExitReason) => exit(other, reason),
    heard: (ctx) => ctx.state.heard.map(({ type, reason, from }) => ({ type, reason, from })),
    fail(_ctx, message: string) {
      throw new RangeError(message);
    },
    *pass(_ctx, [next, ...rest]: readonly AnyRef[]): unknown {
      return next === undefined ? "reached" : yield* (next as unknown as RefTo<Asking>).ask.pass(rest);
    },
  },
  signal: (ctx, signal) => void ctx.state.heard.push(signal),
});

function scene() {
  const on = stage([Puppet]);
  return { ...on, far: on.now(on.toB.spawn(Puppet)), near: spawnWith({ scheduler: on.scheduler }, Puppet) };
}

test("a link ends the other, whoever has linked and whoever ends, with the error and its class", async () => {
  for (const [linker, ends] of [
    ["near", "far"],
    ["far", "near"],
    ["near", "near"],
  ] as const) {
    const { far, near, run, now, scheduler } = scene();
    const both = { near, far };
    const other = ends === "far" ? near : far;
    const watcher = spawnWith({ scheduler }, Puppet);
    watcher.tell.monitor(other);
    both[linker].tell.link(linker === "near" ? far : near);
    run();
    both[ends].tell.fail("broken");
    run();
    const [reason] = now(watcher.ask.heard()).map((down) => down.reason as Error);
    assert.instance(reason, RangeError);
    assert.match(String(reason), "broken");
  }
});

test("one that traps is told by whom, and stays", () => {
  const { far, near, run, now } = scene();
  near.tell.trap();
  near.tell.link(far);
  run();
  exit(far, "gone");
  run();
  assert.equal(now(near.ask.heard()), [{ type: "exit", reason: "gone", from: far }]);
});

test("after an unlink nothing arrives", () => {
  const { far, near, run, now } = scene();
  near.tell.link(far);
  run();
  far.tell.unlink(near);
  run();
  exit(near, "gone");
  run();
  assert.ok(far.alive);
  assert.is(now(far.ask.pass([])), "reached");
});

test("a link with one that has ended gives noproc, a monitor too", () => {
  const { far, near, run, now } = scene();
  near.tell.trap();
  stop(far);
  run();
  near.tell.link(far);
  near.tell.monitor(far);
  run();
  assert.equal(
    now(near.ask.heard()).map(({ type, reason }) => [type, reason]),
    [
      ["exit", "noproc"],
      ["down", "noproc"],
    ],
  );
});

test("exit is from whom has called it; a kill cannot be trapped", () => {
  const { far, near, run, now } = scene();
  far.tell.trap();
  run();
  near.tell.exit(far, { shutdown: [1] });
  run();
  assert.equal(now(far.ask.heard()), [{ type: "exit", reason: { shutdown: [1] }, from: near }]);
  near.tell.exit(far, "kill");
  assert.is(now(exitOf(far)), "killed");
});

test("a plain task is linked as well", () => {
  const { far, go, run } = scene();
  const task = go(function* () {
    link(far);
    yield* sleep(60_000);
  });
  run();
  exit(far, "gone");
  run();
  assert.is(task.status, "cancelled");
});

test("a supervisor starts its child elsewhere when that node dies", () => {
  const on = stage([Puppet]);
  const c = createNode({ id: "c", definitions: [Puppet] as never, scheduler: on.scheduler });
  const [toC] = on.connect(on.a, c);
  const peers = [on.toB, toC];
  const sup = on.now(
    supervisor({
      scheduler: on.scheduler,
      children: [{ id: "child", start: () => (peers.shift() ?? toC).spawn(Puppet) as never }],
    }),
  );
  const first = sup.child("child") as AnyRef;
  assert.match(first.name, "of b");
  on.wire.kill(1);
  on.run();
  assert.match((sup.child("child") as AnyRef).name, "of c");
});

test("a cycle of asks over two nodes is found, and named", async () => {
  const { far, near, failure, unhandled } = scene();
  const error = await failure(near.ask.pass([far, near]));
  const text = deepest(error);
  assert.match(text, "each waits for the next");
  assert.match(text, near.name);
  assert.match(text, "of a");
  assert.equal(unhandled, []);
});

test("a cycle of asks over three nodes is found; a chain is none", async () => {
  const on = stage([Puppet]);
  const c = createNode({ id: "c", definitions: [Puppet] as never, scheduler: on.scheduler });
  const [toC] = on.connect(on.a, c);
  on.connect(on.b, c);
  const [x, y] = [on.now(on.toB.spawn(Puppet)), on.now(toC.spawn(Puppet))];
  const near = spawnWith({ scheduler: on.scheduler }, Puppet);
  assert.is(on.now(near.ask.pass([x, y])), "reached");
  assert.match(deepest(await on.failure(near.ask.pass([x, y, near]))), "each waits for the next");
});

function deepest(error: Error): string {
  let each = error;
  while (each.cause instanceof Error) each = each.cause;
  return each.message;
}

test.run();
