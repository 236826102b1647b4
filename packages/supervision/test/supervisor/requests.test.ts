/** Requests: children are added, stopped, restarted and deleted while a supervisor runs. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { code, crash, scene } from "../stage.js";

const test = suite("requests");

test("children are added, terminated, restarted and deleted while a supervisor runs", () => {
  const on = scene();
  const sup = on.start({ children: [on.spec("a")] });
  const added = on.now(sup.startChild(on.spec("b")));
  assert.is(added, sup.child("b"));
  on.now(sup.terminateChild("b"));
  assert.equal(on.statuses(sup), ["a running", "b stopped"]);
  on.now(sup.restartChild("b"));
  assert.equal(on.statuses(sup), ["a running", "b running"]);
  on.now(sup.terminateChild("a"));
  on.now(sup.deleteChild("a"));
  assert.equal(on.statuses(sup), ["b running"]);
  assert.is(on.news(), "+a, +b, -b shutdown, +b, -a shutdown");
});

test("a temporary child is forgotten when it is terminated", () => {
  const on = scene();
  const sup = on.start({ children: [on.spec("a", { restart: "temporary" })] });
  on.now(sup.terminateChild("a"));
  assert.equal(on.statuses(sup), []);
});

test("a child that does not start on request is not added", () => {
  const on = scene();
  const sup = on.start({});
  const start = () => {
    throw crash;
  };
  assert.is(
    code(() => on.now(sup.startChild({ id: "a", start }))),
    "ERR_MAILSLOT_CHILD_START",
  );
  assert.equal(on.statuses(sup), []);
  assert.is(on.unhandled.length, 0);
});

test.run();
