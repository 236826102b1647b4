// runs under Node alone: other engines collect when they like
// watchdog: 120 s
/** A ref is kept while somebody wants to know of the end of its actor, as a local actor is, and collected when nobody does. */
import { type AnyRef, createGroup, exitOf, membershipOf, stop, taskOf } from "@mailslot/actor";
import { channel, race, watchEnd } from "@mailslot/core";
import { demonitor, link, monitor, unlink } from "@mailslot/supervision";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { inside, Puppet, type Scene, scene } from "./two-homes-stage.js";

const ROUNDS = 20;

/** Collects what nobody holds: `until` says that it has gone, else after some rounds. */
async function collect(on: Scene, until: () => boolean = () => false): Promise<void> {
  for (let n = 0; n < ROUNDS && !until(); n++) {
    await new Promise((resolve) => setImmediate(resolve));
    globalThis.gc?.();
    on.now(on.far.ask.heard()); // what the last frame held is kept until the next comes
    await on.loop.settle();
  }
}

/** Spawns an actor at node b and does something with its ref, which nobody holds then. */
function withAnother(on: Scene, use: (ref: AnyRef) => void): void {
  const homes = allHomes(on);
  use(on.now(on.toB.spawn(Puppet)));
  on.run();
  assert.is(allHomes(on).length, homes.length + 1);
}

/** The actors of node b that have been heard of elsewhere. */
function allHomes({ b }: Scene): readonly AnyRef[] {
  return [...(b as unknown as { actors: { all(): Iterable<AnyRef> } }).actors.all()];
}

/** Ends all of node b but the one of the scene. */
function stopOthers(on: Scene): void {
  for (const each of allHomes(on)) if (each !== on.home) stop(each);
  on.run();
}

for (const [how, wait] of Object.entries({
  "exitOf is awaited": async (ref, told) => told(await exitOf(ref)),
  "exitOf has a then": (ref, told) => void exitOf(ref).then(told),
  "its task is awaited": async (ref, told) => told(await taskOf(ref)),
  "the outcome of its task is awaited": async (ref, told) => told((await taskOf(ref).outcome()).status),
  "its task has an end watcher": (ref, told) => watchEnd(taskOf(ref), { ended: () => void told(null) as never }),
  "two wait, and one leaves": (ref, told, on) => {
    void exitOf(ref).then(told);
    const other = on.go(() => exitOf(ref));
    on.run();
    other.cancel();
  },
  "a group tells who leaves it": (ref, told) => {
    const group = createGroup<AnyRef>();
    group.join(ref);
    void membershipOf(group).receiver().recv().then(told);
  },
} satisfies Record<string, (ref: AnyRef, told: (value: unknown) => void, on: Scene) => unknown>)) {
  test(`whoever waits for an end and holds nothing else is told: ${how}`, async () => {
    const on = scene();
    let told = 0;
    withAnother(on, (ref) => wait(ref, () => told++, on));
    await collect(on);
    assert.is(told, 0);
    stopOthers(on);
    await on.loop.settle();
    assert.is(told, 1);
    await collect(on, () => inside(on.toB).imports.size === 1);
    assert.is(inside(on.toB).imports.size, 1, "one that has ended is kept no more");
  });
}

for (const [how, use] of Object.entries({
  "a wait is cancelled": (ref, on) => {
    const waiting = on.go(() => exitOf(ref));
    on.run();
    waiting.cancel();
  },
  "another case of a race comes": (ref, on) => {
    const other = channel<number>();
    on.go(() => race([exitOf(ref), other.recv()]));
    on.run();
    other.trySend(1);
  },
  "a monitor is taken back": (ref, on) => demonitor(monitor(ref, on.near)),
  "a link ends": (ref, on) => {
    link(ref, on.near);
    on.run();
    unlink(ref, on.near);
  },
  "the one who monitors ends": (ref, on) => {
    const other = on.puppet();
    monitor(ref, other);
    stop(other);
  },
  "a group lets it go": (ref) => {
    const group = createGroup<AnyRef>();
    group.join(ref);
    group.leave(ref);
  },
} satisfies Record<string, (ref: AnyRef, on: Scene) => unknown>)) {
  test(`a ref that nobody holds is collected, and its watch taken back, once ${how}`, async () => {
    const on = scene();
    withAnother(on, (ref) => use(ref, on));
    on.run();
    assert.is(inside(on.toA).watches.size, 0);
    await collect(on, () => inside(on.toB).imports.size === 1);
    assert.is(inside(on.toB).imports.size, 1);
  });
}

test.run();
