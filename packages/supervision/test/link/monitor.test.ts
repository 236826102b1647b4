/** Monitors, of actors and of plain tasks. */
import { defineActor, spawnWith } from "@mailslot/actor";
import { channel } from "@mailslot/core";
import { type DownSignal, demonitor, exit, isDown, type Monitor, monitor } from "@mailslot/supervision";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { kinds, said, stage } from "../stage.js";

const test = suite("monitors");

for (const watching of kinds)
  for (const watched of kinds) {
    const pair = `${watching} on ${watched}`;

    test(`${pair}: a monitor is one-way: its holder is told of the end, and not ended`, () => {
      const { puppet, run } = stage();
      const [a, b] = [puppet(watching), puppet(watched)];
      const held = monitor(b.who, a.who);
      exit(b.who, "broken");
      run();
      assert.equal([a.end(), said(a.heard)], ["alive", [["down", "broken"]]]);
      const [down] = a.heard as [DownSignal];
      assert.is(isDown(down), true);
      assert.is(down.monitor, held);
      assert.is(down.from, b.who);
      exit(a.who, "broken");
      run();
    });

    test(`${pair}: the end of the holder has no effect`, () => {
      const { puppet, run } = stage();
      const [a, b] = [puppet(watching), puppet(watched)];
      monitor(b.who, a.who);
      exit(a.who, "broken");
      run();
      assert.is(b.end(), "alive");
      exit(b.who, "broken");
      run();
      assert.equal(a.heard, []);
    });

    test(`${pair}: monitors add up: each gives a signal of its own`, () => {
      const { puppet, run } = stage();
      const [a, b] = [puppet(watching), puppet(watched)];
      const held: Monitor[] = [1, 2, 3].map(() => monitor(b.who, a.who));
      demonitor(held[1] as Monitor);
      exit(b.who, "broken");
      run();
      assert.equal(
        a.heard.map((signal) => held.indexOf((signal as DownSignal).monitor)),
        [0, 2],
      );
    });

    test(`${pair}: "normal" is told like any other end`, () => {
      const { puppet, run } = stage();
      const [a, b] = [puppet(watching), puppet(watched)];
      monitor(b.who, a.who);
      b.act(() => exit(b.who, "normal"));
      run();
      assert.equal(said(a.heard), [["down", "normal"]]);
    });

    test(`${pair}: a monitor on one that has ended gives "noproc" at once`, () => {
      const { puppet, run } = stage();
      const [a, b] = [puppet(watching), puppet(watched)];
      exit(b.who, "broken");
      run();
      monitor(b.who, a.who);
      run();
      assert.equal(said(a.heard), [["down", "noproc"]]);
    });

    for (const flush of [true, false])
      test(`${pair}: demonitor ${flush ? "with flush takes back" : "leaves"} what waits in the mailbox`, () => {
        const { puppet, run } = stage();
        const [a, b] = [puppet(watching), puppet(watched)];
        const gate = channel<void>();
        a.act(function* () {
          const held = monitor(b.who);
          yield* gate.recv();
          demonitor(held, { flush });
        });
        run();
        exit(b.who, "broken");
        run();
        gate.send();
        run();
        assert.equal(said(a.heard), flush ? [] : [["down", "broken"]]);
      });
  }

test("no down signal comes after demonitor", () => {
  const { puppet, run } = stage();
  const [a, b] = [puppet("actor"), puppet("actor")];
  demonitor(monitor(b.who, a.who));
  exit(b.who, "broken");
  run();
  assert.equal(a.heard, []);
});

test("a monitor on oneself never gives a signal", () => {
  const { puppet, run } = stage();
  const a = puppet("actor");
  monitor(a.who, a.who);
  exit(a.who, "broken");
  run();
  assert.equal([a.heard, a.end()], [[], "broken"]);
});

test("an actor without a signal hook cannot monitor", () => {
  const { scheduler, puppet } = stage();
  const deaf = spawnWith({ scheduler }, defineActor("deaf", { receive: {} }));
  assert.throws(() => monitor(puppet("task").who, deaf), /give its definition a hook, signal\(ctx, signal\)/);
});

test("demonitor takes nothing but a monitor", () => {
  assert.throws(() => demonitor({} as Monitor), /takes what monitor\(\) has returned/);
});

test.run();
