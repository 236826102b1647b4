/** Registries, groups, routers and timers of actors that end at random: nothing holds the dead, every ask ends, nothing is left. */
import {
  type AnyRef,
  consistentHash,
  createGroup,
  createRegistry,
  defineActor,
  drain,
  kill,
  leastLoaded,
  type RefOf,
  randomly,
  roundRobin,
  router,
  stop,
  taskOf,
  terminate,
} from "@mailslot/actor";
import { isMailslotError, sleep, type Task } from "@mailslot/core";
import { anySeed } from "@mailslot/test-support/misbehave";
import { random } from "@mailslot/test-support/seeded";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { stage } from "../stage.js";

const Member = defineActor("member", {
  state: () => ({ ticks: 0 }),
  receive: {
    work: (_ctx, n: number) => n,
    *slow(_ctx, ms: number) {
      yield* sleep(ms);
      return ms;
    },
    after: (ctx, ms: number) => ctx.tellAfter({ ms, key: "once" }, "tick"),
    every: (ctx, ms: number) => ctx.tellEvery({ ms: ms + 1, key: "often" }, "tick"),
    unwind: (ctx) => void ctx.stopTimer("once"),
    tick: (ctx) => void ctx.state.ticks++, // fails in an actor that has ended: its state is gone
  },
});
type Member = RefOf<typeof Member>;

const KEYS = [1, 2, 3];
const ENDS = [kill, stop, drain, terminate];

function run(seed: number): void {
  const on = stage();
  const draw = random(seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(draw() * items.length)] as T;
  const below = (n: number): number => Math.floor(draw() * n);
  const [names, shared] = [createRegistry<number>(), createRegistry<number>({ keys: "duplicate" })];
  const group = createGroup<Member>();
  const routings = [
    () => roundRobin(),
    () => leastLoaded(),
    () => randomly(draw),
    () => consistentHash(() => below(5)),
  ];
  const routed = router(group, pick(routings)());
  const members: Member[] = [on.spawn(Member)];
  const asked: Task[] = [];
  const one = (): Member => pick(members);
  const acts: readonly (() => void)[] = [
    () => void members.push(on.spawn(Member)),
    () => void names.register(pick(KEYS), one()),
    () => void names.unregister(pick(KEYS)),
    () => void shared.register(pick(KEYS), one()),
    () => void shared.unregister(pick(KEYS), one()),
    () => void group.join(one()),
    () => void group.join(one()),
    () => void group.leave(one()),
    () => pick(ENDS)(one()),
    () => void one().tell.after(below(20)),
    () => void one().tell.every(below(9)),
    () => void one().tell.unwind(),
    () => void one().tell.slow(below(20)),
    () => void routed.tell.work(1),
    () => void asked.push(on.go(() => routed.ask.slow(below(9))) as Task),
    () => on.loop.advance(below(10)),
  ];
  for (let step = 0; step < 80; step++) {
    try {
      pick(acts)();
    } catch (error) {
      assert.ok(isMailslotError(error), String(error)); // one has ended, a key is taken, the group is empty
    }
    if (draw() < 0.6) on.run();
    const isDead = (ref: AnyRef): boolean => ["completed", "failed"].includes(taskOf(ref).status);
    for (const key of KEYS) {
      const holder = names.whereIs(key);
      assert.not(holder !== null && isDead(holder), "a name is held by the dead");
      if (holder !== null) assert.ok(names.keysOf(holder).includes(key));
      assert.not(shared.all(key).some(isDead), "a shared name is held by the dead");
    }
    assert.not([...group].some(isDead), "a group holds the dead");
    assert.is(group.members().length, group.size);
  }
  for (const member of members) kill(member);
  on.loop.advance(100);
  for (const task of asked) assert.is.not(task.status, "waiting");
  assert.is(group.size, 0);
  assert.equal(on.left(), { tasks: [], timers: 0 });
  assert.ok(on.unhandled.every(isMailslotError), String(on.unhandled)); // asks that were refused
}

test("nothing holds an actor that has ended, and every ask of a router ends", () => anySeed(run, 100));

test.run();
