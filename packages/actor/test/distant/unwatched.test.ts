/** Whoever wants to know of the end of an actor elsewhere may do so no more: its carrier hears when the last is gone. */
import { type AnyRef, createGroup, createRegistry, defineActor, exited, exitOf, taskOf, topic } from "@mailslot/actor";
import { channel, notReady, race } from "@mailslot/core";
import { thrown } from "@mailslot/test-support/rejection";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { stage } from "../stage.js";
import { elsewhere } from "./elsewhere.js";

const Account = defineActor("account", { receive: { balance: () => 100 } });

test("tells its carrier when the last who wanted to know of its end does so no more, and when one does again", () => {
  const on = stage();
  const { ref, log } = elsewhere(Account, on.scheduler);
  const group = createGroup<typeof ref>();
  group.join(ref);
  const waits = [1, 2].map(() => on.go(() => exitOf(ref)));
  on.run();
  for (const each of waits) each.cancel();
  on.run();
  assert.equal(log, [
    ["watched", false],
    ["watched", true],
  ]);
  group.leave(ref);
  assert.equal(log.splice(0).at(-1), ["unwatched"]);
  const other = channel<number>();
  const raced = on.go(() => race([exitOf(ref), other.recv()]));
  on.run();
  other.send(1);
  on.run();
  assert.is(raced.poll(), 1);
  assert.equal(log.splice(0), [["watched", true], ["unwatched"]]);
  const exit = exitOf(ref);
  const again = on.go(() => exit);
  on.run();
  exited(ref, "normal");
  on.run();
  assert.is(again.poll(), "normal");
  assert.equal(log, [["watched", true]]);
});

test("an end that is polled now and then is watched from each time on", () => {
  const on = stage();
  const { ref, log } = elsewhere(Account, on.scheduler);
  const exit = exitOf(ref);
  const wait = on.go(() => exitOf(ref));
  on.run();
  wait.cancel();
  on.run();
  assert.is(exit.poll(), notReady);
  assert.equal(log, [["watched", true], ["unwatched"], ["watched", true]]);
});

test("stays watched for good by whoever has its task, and for a carrier that takes nothing back", () => {
  const on = stage();
  const taken = elsewhere(Account, on.scheduler);
  assert.is(taskOf(taken.ref).status, "waiting");
  const kept = elsewhere(Account, on.scheduler, { unwatched: undefined } as never);
  for (const { ref, log } of [taken, kept]) {
    for (let n = 0; n < 2; n++) {
      const wait = on.go(() => exitOf(ref));
      on.run();
      wait.cancel();
      on.run();
    }
    assert.equal(log, [["watched", true]]);
  }
});

test("one that has ended, as its carrier says when somebody wants to know, is entered nowhere", () => {
  const on = stage();
  const news = topic("news");
  const group = createGroup();
  const registry = createRegistry<string>();
  for (const enter of [
    (ref) => group.join(ref),
    (ref) => registry.register("far", ref),
    (ref) => news.subscribe(ref as never, "balance" as never),
  ] satisfies ((ref: AnyRef) => unknown)[]) {
    const { ref }: { ref: AnyRef } = elsewhere(Account, on.scheduler, { watched: () => exited(ref, "noproc") });
    assert.is(thrown(() => enter(ref)).code, "ERR_MAILSLOT_NO_ACTOR");
    assert.not(ref.alive);
  }
  assert.equal([group.members(), registry.whereIs("far"), registry.size], [[], null, 0]);
});

test.run();
