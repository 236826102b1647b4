/** An unlink and what crosses it on the way: the two nodes agree in the end, as if all had happened on one. */
import { type AnyRef, exitOf, stop } from "@mailslot/actor";
import { oneshot } from "@mailslot/core";
import { exit, link, monitor, trapExits, unlink } from "@mailslot/supervision";
import { anySeed, misbehave } from "@mailslot/test-support/misbehave";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { bonds, inside, type Scene, scene, watches } from "./two-homes-stage.js";

/** How many links the two have, each at its home, and how many unlinks have no answer. */
function links(on: Scene) {
  const open = inside(on.toA).unlinks.size + inside(on.toB).unlinks.size;
  return [bonds(on.near, "links"), bonds(on.home, "links"), open];
}

/** Links, lets the other end, and unlinks and links again before that is known. */
function linkedWithTheDead(on: Scene, target: AnyRef): unknown {
  trapExits(true, on.near);
  link(target, on.near);
  on.run();
  on.wire.hold();
  const busy = oneshot<void>();
  on.near.tell.wait(busy);
  exit(on.home, "old");
  on.run();
  unlink(target, on.near);
  link(target, on.near);
  on.run();
  on.wire.release();
  busy.send();
  on.run();
  return on.now(on.near.ask.heard());
}

test("who has unlinked and linked again hears nothing of the old link: the other had ended, as on one node", () => {
  const here = scene();
  assert.equal(linkedWithTheDead(here, here.home), [["exit", "noproc"]]);
  const there = scene();
  assert.equal(linkedWithTheDead(there, there.far), [["exit", "noproc"]]);
  assert.equal(
    [links(there), watches(there)],
    [
      [0, 0, 0],
      [0, 0, 0],
    ],
  );
});

test("one that does not trap ends with noproc, and not with the reason of the old link", () => {
  const on = scene();
  link(on.far, on.near);
  on.run();
  on.wire.hold();
  exit(on.home, "old");
  on.run();
  unlink(on.far, on.near);
  link(on.far, on.near);
  on.wire.release();
  assert.is(on.now(exitOf(on.near)), "noproc");
});

test("who monitors as well is told the reason of the end", () => {
  const on = scene();
  monitor(on.far, on.near);
  assert.equal(linkedWithTheDead(on, on.far), [
    ["exit", "noproc"],
    ["down", "old"],
  ]);
});

test("of unlinks that nobody can answer nothing is left: neither of those under way nor of later ones", () => {
  const on = scene();
  link(on.far, on.near);
  on.run();
  on.wire.hold();
  unlink(on.far, on.near);
  const unlinks = inside(on.toB).unlinks;
  assert.is(unlinks.size, 1);
  on.wire.cut();
  on.run();
  assert.is(unlinks.size, 0);
  unlink(on.far, on.near);
  assert.equal([on.far.alive, unlinks.size], [false, 0]);
});

test("a link that was made again ends with the other, however soon", () => {
  const on = scene();
  trapExits(true, on.near);
  link(on.far, on.near);
  on.run();
  on.wire.hold();
  unlink(on.far, on.near);
  link(on.far, on.near);
  on.wire.release();
  on.run();
  assert.equal(links(on), [1, 1, 0]);
  exit(on.home, "new");
  on.run();
  assert.equal(on.now(on.near.ask.heard()), [["exit", "new"]]);
});

test("an exit signal by exit() comes, whatever becomes of the link", () => {
  const on = scene();
  trapExits(true, on.near);
  link(on.far, on.near);
  on.run();
  on.wire.hold();
  on.home.tell.exit(on.back, "called");
  on.run();
  unlink(on.far, on.near);
  on.wire.release();
  on.run();
  assert.equal(on.now(on.near.ask.heard()), [["exit", "called"]]);
});

test("of links and unlinks that cross, the two keep the same", () => {
  for (const [acts, expected] of [
    [["link near", "unlink home"], 0],
    [["unlink home", "link near"], 0],
    [["unlink near", "link near", "unlink home", "link home"], 1],
    [["unlink near", "link near", "unlink home"], 0],
    [["unlink near", "unlink home"], 0],
    [["unlink near", "link near"], 1],
    [["unlink near", "link home"], 0],
    [["unlink near", "link near", "unlink near", "unlink home", "link home"], 0],
    [["unlink near", "link near", "unlink near", "link near", "unlink home", "link home"], 1],
  ] as const) {
    for (const isLinked of [false, true]) {
      const on = scene();
      if (isLinked) link(on.far, on.near);
      on.run();
      on.wire.hold();
      for (const act of acts) perform(on, act);
      on.wire.release();
      on.run();
      assert.equal(links(on), [expected, expected, 0], `${acts}`);
    }
  }
});

type Act = "link near" | "unlink near" | "link home" | "unlink home";

function perform({ near, far, home, back }: Scene, act: Act): void {
  if (act === "link near") link(far, near);
  else if (act === "unlink near") unlink(far, near);
  else if (act === "link home") link(back, home);
  else unlink(back, home);
}

const ACTS: readonly Act[] = ["link near", "unlink near", "link home", "unlink home"];

test("whatever the two do while whatever is under way, they agree in the end, and an end is told by a link that holds", () => {
  anySeed((seed) => {
    const user = misbehave(seed);
    const on = scene();
    for (const each of [on.near, on.home]) trapExits(true, each);
    const last: Record<string, string> = { near: "unlink", home: "unlink" };
    on.wire.hold();
    for (let n = user.below(30); n >= 0; n--) {
      const act = ACTS[user.below(4)] as Act;
      perform(on, act);
      const [what, who] = act.split(" ") as [string, string];
      last[who] = what;
      if (user.below(3) > 0) continue;
      on.wire.release();
      on.run();
      on.wire.hold();
    }
    on.wire.release();
    on.run();
    const [near, home, open] = links(on);
    assert.equal([near, open], [home, 0]);
    if (last.near === last.home) assert.is(near, last.near === "link" ? 1 : 0);
    const [dead, left] = user.below(2) === 0 ? [on.home, on.near] : [on.near, on.home];
    stop(dead);
    on.run();
    assert.is(on.now(left.ask.heard()).length, near);
  }, 300);
});

test.run();
