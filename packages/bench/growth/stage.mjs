// A scheduler over a manual event loop, for rows that need no host.
import { createScheduler, ManualEventLoop } from "@mailslot/core";

/** `run` and `advance` are phases of a row, as is `done`, which runs `body` in a task to its end and answers its result. */
export function stage() {
  const loop = new ManualEventLoop();
  const scheduler = createScheduler({ name: "growth", loop, onUnhandled() {} });
  const go = (body, options) => scheduler.go(body, options);
  const runNow = () => loop.run(1e9);
  return { loop, scheduler, go, run, advance, runNow, done };

  function* run() {
    yield;
    runNow();
    yield;
  }

  function* advance(ms) {
    yield;
    loop.advance(ms);
    yield;
  }

  function* done(body) {
    yield;
    const task = go(body);
    runNow();
    yield;
    return task.poll();
  }
}

/** Calls `action` for each number below `n`; answers what it answers. */
export function times(n, action) {
  return Array.from({ length: n }, (_, index) => action(index));
}
