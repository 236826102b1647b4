/** The tree of a supervisor, as data and as a picture. */
import { defineActor, spawn } from "@mailslot/actor";
import { channel, type Task } from "@mailslot/core";
import { dynamicSupervisor, isSupervisor, supervisor, supervisorOf, tree, treeText } from "@mailslot/supervision";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { stage } from "../../stage.js";

const test = suite("tree");

const Worker = defineActor("worker", {
  receive: {
    crash() {
      throw new Error("no room");
    },
  },
});

function scene() {
  const on = stage();
  const inner = () =>
    supervisor({
      name: "inner",
      strategy: "rest-for-one",
      intensity: { restarts: 5 },
      children: [
        { id: "b", start: () => spawn(Worker) },
        {
          id: "c",
          start: () =>
            on.scheduler.go(function* listen() {
              yield* channel().recv();
            }) as Task,
        },
      ],
    });
  const sup = on.now(
    supervisor({
      scheduler: on.scheduler,
      name: "app",
      children: [
        { id: "a", start: () => spawn(Worker), restart: "transient" },
        { id: "inner", start: inner },
        { id: "pool", start: () => dynamicSupervisor({ start: () => spawn(Worker) }) },
      ],
    }),
  );
  return { ...on, sup };
}

test("a tree lists supervisors, actors and tasks, with what happened to each", () => {
  const { sup, now, run } = scene();
  sup.child("inner").child("b").tell.crash();
  run();
  now(sup.terminateChild("a"));
  const root = tree(sup);
  assert.equal([root.id, root.type, root.strategy, root.status], [null, "supervisor", "one-for-one", "running"]);
  const [a, inner, pool] = root.children;
  assert.equal([a?.id, a?.type, a?.status, a?.restart, a?.name], ["a", "actor", "stopped", "transient", null]);
  assert.equal([inner?.type, inner?.children.length, pool?.children], ["supervisor", 2, []]);
  const [b, c] = inner?.children ?? [];
  assert.equal([b?.type, b?.restarts, String(b?.reason)], ["actor", 1, "Error: no room"]);
  assert.equal([c?.type, c?.name, c?.reason], ["task", "listen", "shutdown"]);
});

test("the picture has a line for each, in the order of starting", () => {
  const { sup, now, run } = scene();
  now(sup.child("pool").startChild());
  sup.child("inner").child("b").tell.crash();
  run();
  const text = treeText(sup).replace(/#\d+/g, "#n");
  assert.equal(text.split("\n"), [
    "supervisor#n (app)  one-for-one",
    "├─ a  worker#n  transient",
    "├─ inner  supervisor#n (inner)  rest-for-one, permanent",
    "│  ├─ b  worker#n  permanent, restarted once (last: Error: no room)",
    "│  └─ c  listen  permanent",
    "└─ pool  supervisor#n  one-for-one, permanent",
    "   └─ 1  worker#n  permanent",
  ]);
});

test("a tree lists at most so many children of each, and says how many there are more", () => {
  const { sup, now } = scene();
  for (let n = 0; n < 5; n++) now(sup.child("pool").startChild());
  const root = tree(sup, { children: 2 });
  assert.equal([root.children.map(({ id }) => id), root.unlisted], [["a", "inner"], 1]);
  const [, , pool] = tree(sup, { children: 3 }).children;
  assert.equal([pool?.children.length, pool?.unlisted], [3, 2]);
  assert.equal([tree(sup, { children: 0 }).children, tree(sup).unlisted], [[], 0]);
  for (const children of [-1, Number.NaN, "2"])
    assert.throws(() => tree(sup, { children: children as never }), /the number of children for tree\(\) is/);
});

test("an actor knows whether it is a supervisor, and whose child it is, also when it has ended", () => {
  const { sup, run } = scene();
  const { ref } = sup.child("inner");
  assert.equal([isSupervisor(sup.ref), isSupervisor(ref), isSupervisor(sup.child("a"))], [true, true, false]);
  assert.equal([supervisorOf(sup), supervisorOf(ref), supervisorOf(sup.child("inner"))], [null, sup.ref, sup.ref]);
  const b = sup.child("inner").child("b");
  b.tell.crash();
  run();
  assert.is(b.alive, false);
  assert.is(supervisorOf(b), ref);
});

test("the tree of a supervisor that has ended says so", () => {
  const { sup, now } = scene();
  now(sup.stop());
  assert.is(tree(sup).status, "ended");
});

test.run();
