/** Stopping a child: a signal, patience, then a kill. */
import { defineActor, spawn } from "@mailslot/actor";
import type { Task } from "@mailslot/core";
import { exit, supervisor, unlink } from "@mailslot/supervision";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { never, scene } from "../stage.js";

const test = suite("stopping");

test("a child that does not end within its shutdown is killed; a brutal kill does not ask", () => {
  const Stuck = defineActor("stuck", {
    state: (log: string[], id: string) => ({ log, id }),
    receive: {},
    *stopped(ctx, reason) {
      ctx.state.log.push(`-${ctx.state.id} ${String(reason)}`);
      yield* never();
    },
  });
  const on = scene();
  const stuck = (id: string, shutdown: number | "brutal-kill") => ({
    id,
    start: () => spawn(Stuck, on.log, id),
    shutdown,
  });
  const sup = on.start({ children: [stuck("a", 100), stuck("b", "brutal-kill"), stuck("c", 1_000)] });
  const stopped = sup.stop();
  on.run();
  assert.is(on.news(), "-c shutdown");
  on.loop.advance(999);
  assert.is(on.news(), "");
  on.loop.advance(1);
  assert.is(on.news(), "-b killed, -a shutdown");
  on.loop.advance(100);
  assert.is(on.now(stopped), "shutdown");
});

test("a task that traps or ignores its shutdown is killed in time", () => {
  const on = scene();
  const stubborn = () =>
    on.scheduler.go(function* () {
      try {
        yield* never();
      } finally {
        yield* never();
      }
    }) as Task;
  const sup = on.start({ children: [{ id: "a", start: stubborn, shutdown: 100 }, on.spec("b")] });
  const stopped = sup.stop();
  on.loop.advance(100);
  assert.is(on.now(stopped), "shutdown");
});

test("a child that unlinks itself neither leaves its supervisor nor hangs a shutdown", () => {
  const on = scene();
  const sup = on.start({ children: [on.spec("a"), on.spec("b")] });
  unlink(sup, on.worker(sup, "a"));
  on.crash(sup, "a");
  assert.is(on.worker(sup, "a").alive, true);
  unlink(sup, on.worker(sup, "a"));
  assert.is(on.now(sup.stop()), "shutdown");
});

test("the children of a supervisor that was killed end with it", () => {
  const on = scene();
  const inner = () => supervisor({ children: [on.spec("a")] });
  const sup = on.start({ children: [{ id: "inner", start: inner }, on.spec("b")] });
  on.news();
  exit(sup, "kill");
  on.run();
  assert.is(on.news().split(", ").sort().join(", "), "-a shutdown, -b killed");
});

test("an exit signal from anybody else does not concern a supervisor", () => {
  const on = scene();
  const sup = on.start({ children: [on.spec("a")] });
  exit(sup, "broken");
  on.run();
  assert.is(sup.alive, true);
});

test.run();
