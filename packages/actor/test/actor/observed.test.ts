/** What tracers and hooks hear of actors and of handlers that interleave. */
import { defineActor, spawnWith } from "@mailslot/actor";
import { createScheduler, ManualEventLoop, observe, startTrace, yieldNow } from "@mailslot/core";
import { test } from "uvu";
import * as assert from "uvu/assert";

const Painter = defineActor("painter", {
  interleave: ["paint"],
  receive: {
    *paint() {
      yield* yieldNow();
    },
  },
});

function paintOnce(started: (names: string[]) => () => string[]): string[] {
  const loop = new ManualEventLoop();
  const scheduler = createScheduler({ loop });
  const names: string[] = [];
  const stop = started(names);
  const hooks = { spawned: (task: { name: string }) => void names.push(task.name) };
  observe(scheduler, { hooks });
  const painter = spawnWith({ scheduler }, Painter);
  painter.tell.paint();
  loop.run();
  return stop();
}

test("hooks hear of actors and of their handlers by their names", () => {
  const names = paintOnce((heard) => () => heard);
  assert.is(names.length, 2);
  assert.match(names[0] as string, /^painter#\d+$/);
  assert.is(names[1], `${names[0]} paint`);
});

test("a tracer hears of actors and of their handlers by their names", () => {
  const spawned = paintOnce(() => {
    const trace = startTrace();
    return () => {
      trace.stop();
      return trace
        .events()
        .filter(({ kind }) => kind === "spawn")
        .map(({ task }) => task);
    };
  });
  assert.is(spawned.length, 2);
  assert.match(spawned[0] as string, /^painter#\d+$/);
  assert.is(spawned[1], `${spawned[0]} paint`);
});

test.run();
