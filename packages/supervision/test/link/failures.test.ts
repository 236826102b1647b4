/** No failure is silent, and none is reported twice: failures that travel along links. */
import { isRef, taskOf } from "@mailslot/actor";
import { channel, type Steps, type Task, UnhandledTaskError } from "@mailslot/core";
import { exit, goLinked, goSupervised, goUnlinked, link, monitor, trapExits } from "@mailslot/supervision";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { endOf, kinds, type Puppet, type Stage, stage } from "../stage.js";

const test = suite("failures");
const failure = new Error("no");

function fail(): never {
  throw failure;
}

/** What was reported, without the wrapping of a report that is made for another. */
function reported({ unhandled }: Stage): unknown[] {
  return unhandled.map((error) => (error instanceof UnhandledTaskError ? error.cause : error));
}

for (const kind of kinds) {
  test(`${kind}: a failure that only its links see is reported once, by the last of them`, () => {
    const on = stage();
    const star = [1, 2, 3, 4].map(() => on.puppet(kind)) as [Puppet, ...Puppet[]];
    for (const other of star.slice(1)) link(star[0].who, other.who);
    star[0].act(fail);
    on.run();
    assert.equal(
      star.map((each) => each.end()),
      [failure, failure, failure, failure],
    );
    assert.equal(reported(on), [failure]);
  });

  test(`${kind}: a failure that runs along a chain and back around a ring is reported once`, () => {
    const on = stage();
    const ring = [0, 1, 2, 3, 4].map(() => on.puppet(kind)) as [Puppet, ...Puppet[]];
    for (const [n, each] of ring.entries()) link(each.who, (ring[(n + 1) % ring.length] as Puppet).who);
    ring[0].act(fail);
    on.run();
    assert.is(
      ring.every((each) => each.end() === failure),
      true,
    );
    assert.equal(reported(on), [failure]);
  });

  test(`${kind}: a failure that is trapped or monitored is not reported`, () => {
    for (const see of [trap, watch]) {
      const on = stage();
      const [a, b, c] = [on.puppet(kind), on.puppet(kind), on.puppet(kind)];
      link(a.who, b.who);
      see(b, c);
      a.act(fail);
      on.run();
      assert.equal([a.end(), c.end()], [failure, "alive"]);
      assert.equal(reported(on), []);
    }
  });

  test(`${kind}: a failure that a joiner sees is not reported, whatever else it ends`, () => {
    const on = stage();
    const [a, b] = [on.puppet(kind), on.puppet(kind)];
    link(a.who, b.who);
    on.scheduler.go(() => taskOfPuppet(b).outcome());
    on.run();
    a.act(fail);
    on.run();
    assert.equal(reported(on), []);
  });

  test(`${kind}: a failure without links is reported like any other`, () => {
    const on = stage();
    const [a, b] = [on.puppet(kind), on.puppet(kind)];
    link(a.who, b.who);
    b.act(() => exit(b.who, "normal"));
    on.run();
    a.act(fail);
    on.run();
    assert.equal(on.unhandled, [failure]);
  });

  test(`${kind}: a kill is intended, and not reported`, () => {
    const on = stage();
    const [a, b] = [on.puppet(kind), on.puppet(kind)];
    link(a.who, b.who);
    exit(a.who, "kill");
    on.run();
    assert.is(b.end(), "killed");
    assert.equal(reported(on), []);
  });
}

test("a linked task and the one that started it end together, whichever fails", () => {
  for (const failing of ["parent", "child"]) {
    const on = stage();
    const parent = on.puppet("task");
    let child = parent.who;
    parent.act(() => {
      child = goLinked(body(failing === "child")) as never;
      if (failing === "parent") fail();
    });
    on.run();
    assert.equal([parent.end(), endOf(child)], [failure, failure]);
    assert.equal(reported(on), [failure]);
  }
});

test("a supervised task ends when its starter fails, and does not end its starter", () => {
  for (const failing of ["parent", "child"]) {
    const on = stage();
    const parent = on.puppet("task");
    let child = parent.who;
    parent.act(() => {
      child = goSupervised(body(failing === "child")) as never;
      if (failing === "parent") fail();
    });
    on.run();
    assert.equal([parent.end(), endOf(child)], [failing === "parent" ? failure : "alive", failure]);
    assert.equal(reported(on), [failure]);
  }
});

test("an unlinked task neither ends others nor is ended by them", () => {
  for (const failing of ["parent", "child"]) {
    const on = stage();
    const parent = on.puppet("task");
    let child = parent.who;
    parent.act(() => {
      child = goUnlinked(body(failing === "child")) as never;
      if (failing === "parent") fail();
    });
    on.run();
    const [dead, alive] = failing === "parent" ? [parent.who, child] : [child, parent.who];
    assert.equal([endOf(dead), endOf(alive)], [failure, "alive"]);
    assert.equal(reported(on), [failure]);
  }
});

test("a parent that ends without failure leaves its tasks alone", () => {
  const on = stage();
  const parent = on.puppet("task");
  const children: unknown[] = [];
  parent.act(() => {
    children.push(goSupervised(body(false)), goLinked(body(false)));
    exit(parent.who, "normal");
  });
  on.run();
  assert.equal(
    children.map((child) => endOf(child as never)),
    ["alive", "alive"],
  );
});

test("an actor or task that has ended cannot start tasks bound to it", () => {
  const on = stage();
  const parent = on.puppet("task");
  exit(parent.who, "kill");
  on.run();
  for (const start of [goLinked, goSupervised])
    assert.throws(() => start(() => 1, { parent: parent.who }), /has ended: it can start no task/);
});

function body(fails: boolean): () => Steps<void> {
  return function* child() {
    if (fails) fail();
    yield* channel<void>().recv();
  };
}

function trap(one: Puppet): void {
  trapExits(true, one.who);
}

function watch(one: Puppet, other: Puppet): void {
  monitor(one.who, other.who);
}

function taskOfPuppet({ who }: Puppet): Task {
  return isRef(who) ? (taskOf(who) as Task) : who;
}

test.run();
