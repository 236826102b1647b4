// A scheduler over a manual event loop, for rows that need no host.
import { createScheduler, ManualEventLoop } from "@mailslot/core";

export function stage() {
  const loop = new ManualEventLoop();
  const scheduler = createScheduler({ name: "growth", loop, onUnhandled() {} });
  return { loop, scheduler, go: (body, options) => scheduler.go(body, options), run: () => loop.run(1e9) };
}

/** Calls `action` for each number below `n`; answers what it answers. */
export function times(n, action) {
  return Array.from({ length: n }, (_, index) => action(index));
}
