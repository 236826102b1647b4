/** Links, of actors and of plain tasks. */
import { stop } from "@mailslot/actor";
import { channel } from "@mailslot/core";
import { exit, link, SupervisionError, trapExits, unlink } from "@mailslot/supervision";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { kinds, said, stage } from "../stage.js";

const test = suite("links");

function code(run: () => void): unknown {
  try {
    run();
  } catch (error) {
    return error instanceof SupervisionError ? error.code : error;
  }
  return "nothing thrown";
}

for (const first of kinds)
  for (const second of kinds) {
    const pair = `${first} and ${second}`;

    test(`${pair}: a link is two-way: when either ends, the other ends with the same reason`, () => {
      for (const victim of [0, 1]) {
        const { puppet, run } = stage();
        const both = [puppet(first), puppet(second)] as const;
        link(both[0].who, both[1].who);
        exit((both[victim] ?? both[0]).who, "broken");
        run();
        assert.equal([both[0].end(), both[1].end()], ["broken", "broken"]);
      }
    });

    test(`${pair}: there is one link per pair, so one unlink ends it`, () => {
      const { puppet, run } = stage();
      const [a, b] = [puppet(first), puppet(second)];
      link(a.who, b.who);
      link(b.who, a.who);
      link(a.who, b.who);
      unlink(b.who, a.who);
      exit(a.who, "broken");
      run();
      assert.equal([a.end(), b.end()], ["broken", "alive"]);
    });

    test(`${pair}: one link per pair gives one exit signal`, () => {
      const { puppet, run } = stage();
      const [a, b] = [puppet(first), puppet(second)];
      trapExits(true, b.who);
      link(a.who, b.who);
      link(b.who, a.who);
      exit(a.who, "broken");
      run();
      assert.equal(said(b.heard), [["exit", "broken"]]);
      assert.is(b.heard[0]?.from, a.who);
    });

    test(`${pair}: "normal" by a link ends nothing, and is told to one that traps`, () => {
      const { puppet, run } = stage();
      const [a, b, trapping] = [puppet(first), puppet(second), puppet(second)];
      trapExits(true, trapping.who);
      link(a.who, b.who);
      link(a.who, trapping.who);
      a.act(() => exit(a.who, "normal"));
      run();
      assert.equal([a.end(), b.end(), trapping.end()], ["normal", "alive", "alive"]);
      assert.equal(said(trapping.heard), [["exit", "normal"]]);
    });

    test(`${pair}: nothing arrives after unlink, not even what waits in the mailbox`, () => {
      const { puppet, run } = stage();
      const [a, b] = [puppet(first), puppet(second)];
      const gate = channel<void>();
      trapExits(true, b.who);
      link(a.who, b.who);
      b.act(function* () {
        yield* gate.recv();
        unlink(a.who);
      });
      run();
      exit(a.who, "broken");
      run();
      gate.send();
      run();
      assert.equal([a.end(), b.heard], ["broken", []]);
    });

    test(`${pair}: linking to one that has ended throws NOPROC, and is told as "noproc" to one that traps and does not unlink`, () => {
      const { puppet, run } = stage();
      const [dead, b] = [puppet(first), puppet(second)];
      exit(dead.who, "kill");
      run();
      assert.is(
        code(() => link(dead.who, b.who)),
        "ERR_MAILSLOT_NOPROC",
      );
      trapExits(true, b.who);
      link(dead.who, b.who);
      link(dead.who, b.who);
      unlink(dead.who, b.who);
      link(dead.who, b.who);
      run();
      assert.equal(said(b.heard), [["exit", "noproc"]]);
      assert.is(b.end(), "alive");
    });
  }

test("a link with oneself does nothing", () => {
  const { puppet, run } = stage();
  const a = puppet("actor");
  trapExits(true, a.who);
  link(a.who, a.who);
  run();
  assert.equal([a.end(), a.heard], ["alive", []]);
});

test("the running actor or task is the one that links, unless another is given", () => {
  for (const kind of kinds) {
    const { puppet, run } = stage();
    const [a, b] = [puppet(kind), puppet(kind)];
    a.act(() => link(b.who));
    run();
    exit(b.who, "broken");
    run();
    assert.is(a.end(), "broken");
  }
});

test("a bond outside every actor and task is refused", () => {
  const { puppet } = stage();
  assert.is(
    code(() => link(puppet("actor").who)),
    "ERR_MAILSLOT_OUTSIDE_TASK",
  );
});

test("what cannot be linked is refused", () => {
  const { puppet } = stage();
  assert.is(
    code(() => link({} as never, puppet("actor").who)),
    "ERR_MAILSLOT_NOT_LINKABLE",
  );
});

test("an actor that stops in order ends those linked to it, for a shutdown is not normal", () => {
  const { puppet, run } = stage();
  const [a, b] = [puppet("actor"), puppet("actor")];
  link(a.who, b.who);
  stop(a.who as never);
  run();
  assert.equal([a.end(), b.end()], ["shutdown", "shutdown"]);
});

test("a task that is cancelled ends those linked to it with a shutdown", () => {
  const { puppet, run } = stage();
  const [a, b] = [puppet("task"), puppet("actor")];
  link(a.who, b.who);
  (a.who as { cancel(reason: string): void }).cancel("enough");
  run();
  assert.equal(b.end(), { shutdown: "enough" });
});

test.run();
