/** The hooks of an actor: `started` runs before the first message, `stopped` exactly once, after the last. */
import { defineActor, exitOf, kill, stop, terminate } from "@mailslot/actor";
import { channel, sleep } from "@mailslot/core";
import { thrown } from "@mailslot/test-support/rejection";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { stage } from "../stage.js";

for (const kind of ["plain", "generator", "async"] as const) {
  test(`a ${kind} hook started runs before the first message, and stopped after the last`, async () => {
    const { spawn, loop } = stage();
    const lines: string[] = [];
    const hooks = {
      plain: (line: string) => void lines.push(line),
      *generator(line: string) {
        yield* sleep(0);
        lines.push(line);
      },
      async async(line: string) {
        await Promise.resolve();
        lines.push(line);
      },
    };
    const Actor = defineActor("actor", {
      receive: { hear: () => void lines.push("heard") },
      started: () => hooks[kind]("started"),
      stopped: () => hooks[kind]("stopped"),
    });
    const actor = spawn(Actor);
    actor.tell.hear();
    await loop.settle();
    loop.advance(1);
    await loop.settle();
    stop(actor);
    await loop.settle();
    loop.advance(1);
    await loop.settle();
    assert.equal(lines, ["started", "heard", "stopped"]);
    assert.is(actor.alive, false);
  });

  for (const [how, end] of Object.entries({ stop, terminate, kill })) {
    test(`${how} ends an actor whose ${kind} hook started waits, or fails, and stopped runs once`, async () => {
      const { spawn, go, loop, run } = stage();
      const lines: string[] = [];
      const never = channel<never>();
      const hooks = {
        plain: () => {},
        generator: function* () {
          yield* never.recv();
        },
        async: async () => {
          await never.recv();
        },
      };
      const Actor = defineActor("actor", {
        receive: { hear: () => void lines.push("heard") },
        started: hooks[kind],
        stopped: (_ctx, reason) => void lines.push(String(reason)),
      });
      const actor = spawn(Actor);
      const exit = go(() => exitOf(actor));
      run();
      end(actor);
      run();
      await loop.settle();
      if (end === stop && kind !== "plain") {
        assert.is(actor.alive, true); // stop waits for what runs
        terminate(actor);
        run();
        await loop.settle();
      }
      assert.is(exit.poll(), end === kill ? "killed" : "shutdown");
      assert.equal(lines, [end === kill ? "killed" : "shutdown"]);
    });

    test(`${how} again while a ${kind} hook stopped waits lets it run once; kill does not wait for it`, async () => {
      const { spawn, go, loop, run } = stage();
      const lines: string[] = [];
      const gate = channel<void>();
      const hooks = {
        plain: () => void lines.push("begins", "ends"),
        generator: function* () {
          lines.push("begins");
          yield* gate.recv();
          lines.push("ends");
        },
        async: async () => {
          lines.push("begins");
          await gate.recv();
          lines.push("ends");
        },
      };
      const Actor = defineActor("actor", { receive: {}, stopped: hooks[kind] });
      const actor = spawn(Actor);
      const exit = go(() => exitOf(actor));
      stop(actor, "shutdown");
      run();
      end(actor);
      run();
      const waits = kind !== "plain" && end !== kill;
      assert.is(actor.alive, waits);
      if (kind !== "plain" && end === kill) {
        assert.is(exit.poll(), "killed");
        assert.equal(lines, ["begins"]);
      }
      gate.send();
      await loop.settle();
      assert.is(actor.alive, false);
      assert.is(exit.poll(), kind !== "plain" && end === kill ? "killed" : "shutdown");
      if (waits) assert.equal(lines, ["begins", "ends"]);
    });
  }

  test(`kill runs a ${kind} hook stopped up to where it waits`, async () => {
    const { spawn, go, loop, run } = stage();
    const lines: string[] = [];
    const hooks = {
      plain: () => void lines.push("begins"),
      generator: function* () {
        lines.push("begins");
        yield* sleep(1);
        lines.push("ends");
      },
      async: async () => {
        lines.push("begins");
        await sleep(1);
        lines.push("ends");
      },
    };
    const actor = spawn(defineActor("actor", { receive: {}, stopped: hooks[kind] }));
    const exit = go(() => exitOf(actor));
    kill(actor);
    run();
    assert.is(exit.poll(), "killed");
    assert.equal(lines, ["begins"]);
    loop.advance(10);
    await loop.settle();
  });
}

test("when started fails the actor ends with the error, and stopped runs", () => {
  const { spawn, go, run } = stage();
  const lines: unknown[] = [];
  const Actor = defineActor("actor", {
    receive: {},
    started() {
      throw new Error("cannot start");
    },
    stopped: (_ctx, reason) => void lines.push((reason as Error).message),
  });
  const actor = spawn(Actor);
  const exit = go(() => exitOf(actor));
  run();
  assert.is((exit.poll() as Error).message, "cannot start");
  assert.equal(lines, ["cannot start"]);
});

test("what state throws is thrown by spawn, and there is no actor", () => {
  const { spawn, scheduler } = stage();
  const Actor = defineActor("actor", {
    state(): object {
      throw new Error("no state");
    },
    receive: {},
  });
  assert.is(thrown(() => spawn(Actor)).message, "no state");
  assert.is(scheduler.name, "stage");
});

test.run();
