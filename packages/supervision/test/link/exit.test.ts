/** Exit signals, by OTP's rules, of actors and of plain tasks. */
import { defineActor, spawnWith, stop } from "@mailslot/actor";
import { channel, type Steps, type Task } from "@mailslot/core";
import { exit, link, monitor, outside, signals, trapExits } from "@mailslot/supervision";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { kinds, said, stage } from "../stage.js";

const test = suite("exit signals");

for (const kind of kinds) {
  test(`${kind}: an exit signal ends one that does not trap, with its reason`, () => {
    const { puppet, run } = stage();
    const a = puppet(kind);
    exit(a.who, "broken");
    run();
    assert.is(a.end(), "broken");
  });

  test(`${kind}: one that traps is told instead, by whom and why`, () => {
    const { puppet, run } = stage();
    const [a, b] = [puppet(kind), puppet(kind)];
    assert.is(trapExits(true, a.who), false);
    b.act(() => exit(a.who, "broken"));
    run();
    exit(a.who, "again");
    run();
    assert.is(a.end(), "alive");
    assert.equal(said(a.heard), [
      ["exit", "broken"],
      ["exit", "again"],
    ]);
    assert.equal(
      a.heard.map(({ from }) => from),
      [b.who, outside],
    );
  });

  test(`${kind}: "normal" from another is dropped`, () => {
    const { puppet, run } = stage();
    const a = puppet(kind);
    exit(a.who, "normal");
    run();
    assert.is(a.end(), "alive");
  });

  test(`${kind}: "normal" from another is told to one that traps`, () => {
    const { puppet, run } = stage();
    const a = puppet(kind);
    trapExits(true, a.who);
    exit(a.who, "normal");
    run();
    assert.equal([a.end(), said(a.heard)], ["alive", [["exit", "normal"]]]);
  });

  test(`${kind}: "normal" from itself ends it, unless it traps`, () => {
    const { puppet, run } = stage();
    const [a, b] = [puppet(kind), puppet(kind)];
    trapExits(true, b.who);
    for (const each of [a, b]) each.act(() => exit(each.who, "normal"));
    run();
    assert.equal([a.end(), b.end(), said(b.heard)], ["normal", "alive", [["exit", "normal"]]]);
  });

  test(`${kind}: "kill" cannot be trapped, and becomes "killed" for those linked`, () => {
    const { puppet, run } = stage();
    const [a, trapping, other] = [puppet(kind), puppet(kind), puppet(kind)];
    for (const each of [a, trapping]) trapExits(true, each.who);
    link(a.who, trapping.who);
    link(a.who, other.who);
    exit(a.who, "kill");
    run();
    assert.equal([a.end(), trapping.end(), other.end()], ["killed", "alive", "killed"]);
    assert.equal([a.heard, said(trapping.heard)], [[], [["exit", "killed"]]]);
  });

  test(`${kind}: "kill" ends what waits in a finally for good`, () => {
    const { puppet, run, loop } = stage();
    const [a, b] = [puppet(kind), puppet(kind)];
    link(a.who, b.who);
    trapExits(true, b.who);
    a.act(function* () {
      try {
        yield* never();
      } finally {
        yield* never();
      }
    });
    run();
    exit(a.who, "broken");
    run();
    assert.equal(said(b.heard), []);
    exit(a.who, "kill");
    loop.advance(0);
    assert.equal(said(b.heard), [["exit", "killed"]]);
  });

  test(`${kind}: a reason "kill" that comes by a link can be trapped, and stays "kill"`, () => {
    const { puppet, run } = stage();
    const [a, trapping, other] = [puppet("actor"), puppet(kind), puppet(kind)];
    trapExits(true, trapping.who);
    link(a.who, trapping.who);
    link(a.who, other.who);
    stop(a.who as never, "kill"); // an exit of its own, for this reason
    run();
    assert.equal([a.end(), trapping.end(), other.end()], ["kill", "alive", "kill"]);
    assert.equal(said(trapping.heard), [["exit", "kill"]]);
  });

  test(`${kind}: a signal to one that has ended is dropped`, () => {
    const { puppet, run } = stage();
    const a = puppet(kind);
    exit(a.who, "broken");
    run();
    exit(a.who, "again");
    exit(a.who, "kill");
    run();
    assert.is(a.end(), "broken");
  });

  test(`${kind}: one that no longer traps ends like any other`, () => {
    const { puppet, run } = stage();
    const a = puppet(kind);
    trapExits(true, a.who);
    assert.is(trapExits(false, a.who), true);
    exit(a.who, "broken");
    run();
    assert.is(a.end(), "broken");
  });

  test(`${kind}: messages and exit signals between two arrive in the order they were sent`, () => {
    const { puppet, run } = stage();
    const [a, b] = [puppet(kind), puppet("actor")];
    const log: string[] = [];
    trapExits(true, b.who);
    a.act(() => {
      b.act(() => void log.push(`first, after ${b.heard.length} signals`));
      exit(b.who, "one");
      b.act(() => void log.push(`second, after ${b.heard.length} signals`));
      exit(b.who, "two");
    });
    run();
    assert.equal(log, ["first, after 0 signals", "second, after 1 signals"]);
    assert.equal(said(b.heard), [
      ["exit", "one"],
      ["exit", "two"],
    ]);
  });

  test(`${kind}: of several exit signals the first counts, and the others do not make the end a failure`, () => {
    for (const [first, reason] of [
      ["one", "one"],
      ["kill", "killed"],
    ]) {
      const { puppet, run, unhandled } = stage();
      const [a, watcher] = [puppet(kind), puppet("task")];
      monitor(a.who, watcher.who);
      exit(a.who, first);
      exit(a.who, "two");
      run();
      assert.equal([said(watcher.heard), unhandled], [[["down", reason]], []]);
    }
  });

  test(`${kind}: what is sent after an exit signal is not delivered`, () => {
    const { puppet, run } = stage();
    const a = puppet(kind);
    const log: string[] = [];
    exit(a.who, "broken");
    a.act(() => void log.push("handled"));
    run();
    assert.equal([a.end(), log], ["broken", []]);
  });
}

test("an actor without a signal hook cannot trap exits", () => {
  const { scheduler } = stage();
  const deaf = spawnWith({ scheduler }, defineActor("deaf", { receive: {} }));
  assert.throws(() => trapExits(true, deaf), /deaf#\d+ takes no signals, which trapExits\(\) needs/);
});

test("an actor has no source of signals, for it has a hook", () => {
  const { puppet } = stage();
  assert.throws(() => signals(puppet("actor").who), /its signals come to the hook/);
});

test("a plain task waits for its signals as for any source", () => {
  const { scheduler, run } = stage();
  const log: unknown[] = [];
  const task = scheduler.go(function* () {
    trapExits(true);
    for (let n = 0; n < 2; n++) log.push((yield* signals()).reason);
  }) as Task;
  run();
  exit(task, 1);
  run();
  exit(task, 2);
  run();
  assert.equal(log, [1, 2]);
});

function* never(): Steps<void> {
  yield* channel<void>().recv();
}

test.run();
