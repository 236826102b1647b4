/** Who wants to know of the end of an actor elsewhere because of a bond: its carrier hears of the first and of the last. */
import { type Distant, defineActor, exited, refer } from "@mailslot/actor";
import { channel } from "@mailslot/core";
import {
  carryBonds,
  deliverLink,
  deliverUnlink,
  demonitor,
  exit,
  goSupervised,
  link,
  monitor,
  unlink,
} from "@mailslot/supervision";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Puppet, stage } from "../stage.js";

const Elsewhere = defineActor("elsewhere", { receive: {}, signal() {} });

function scene() {
  const on = stage();
  const log: string[] = [];
  const watching = { watched: (sees) => log.push(`${sees}`), unwatched: () => log.push("no") } as Partial<Distant>;
  const far = refer(Elsewhere, "the far one", watching as Distant, { scheduler: on.scheduler });
  carryBonds(far, { link() {}, unlink() {}, exit() {} });
  return { on, far, log };
}

test("its carrier hears when the last monitor and the last link here is gone", () => {
  const { on, far, log } = scene();
  const puppets = Array.from({ length: 3 }, () => on.puppet("actor"));
  const [one, two, three] = puppets as [Puppet, Puppet, Puppet];
  const held = monitor(far, one.who);
  monitor(far, two.who);
  link(far, three.who);
  assert.ok(deliverLink(one.who, far));
  demonitor(held);
  exit(two.who, "ends");
  on.run();
  unlink(far, three.who);
  assert.equal(log.splice(0), ["true"]);
  deliverUnlink(one.who, far);
  assert.equal(log.splice(0), ["no"]);
  link(far, three.who);
  exit(three.who, "ends");
  on.run();
  assert.equal(log, ["false", "no"]);
});

test("its carrier hears when the last monitor that is held by one elsewhere has ended, by whatever", () => {
  const { on, far, log } = scene();
  const [one, two] = [on.puppet("actor"), on.puppet("actor")];
  const held = monitor(one.who, far);
  monitor(two.who, far);
  assert.equal(log.splice(0), ["false"]);
  demonitor(held);
  assert.equal(log, []);
  exit(two.who, "ends");
  on.run();
  assert.equal(log.splice(0), ["no"]);
  monitor(one.who, far);
  exited(far, "noconnection");
  exit(one.who, "ends");
  on.run();
  assert.equal(log, ["false"]);
});

test("a task that it supervises ends with it, and a failure of the task ends nobody", async () => {
  for (const reason of ["broken", "noconnection"]) {
    const { on, far, log } = scene();
    const { scheduler } = on;
    const task = goSupervised(() => channel<void>().recv(), { parent: far, scheduler });
    const failing = goSupervised(() => Promise.reject(new Error("wrong")), { parent: far, scheduler });
    failing.then(undefined, () => {});
    await on.loop.settle();
    assert.equal([task.status, far.alive, log], ["waiting", true, ["true"]]);
    exited(far, reason);
    await on.loop.settle();
    assert.is(task.status, "cancelled");
    assert.equal(
      on.unhandled.map((error) => (error as Error).cause),
      [reason],
      "the failure that it has seen is reported, once",
    );
  }
});

test.run();
