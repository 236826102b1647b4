// What tasks, scopes, signals and timers do, with n members.
import {
  abortable,
  dump,
  interval,
  observe,
  oneshot,
  scope,
  sleep,
  taskLocal,
  timeout,
  yieldNow,
} from "@mailslot/core";
import { stage, times } from "./stage.mjs";

function cancelAll(tasks) {
  for (const task of tasks) task.cancel();
}

export const rows = {
  *"tasks on one signal, ended"(n) {
    const own = stage();
    const { signal } = new AbortController();
    times(n, () => own.go(() => 1, { signal }));
    yield* own.run();
  },
  *"tasks on one signal, aborted"(n) {
    const own = stage();
    const control = new AbortController();
    const never = oneshot();
    times(n, () => own.go(() => never, { signal: control.signal }));
    yield* own.run();
    control.abort();
    yield* own.run();
  },
  *"waits on one signal, aborted"(n) {
    const own = stage();
    const control = new AbortController();
    const never = oneshot();
    times(n, () => own.go(() => abortable(never, control.signal)));
    yield* own.run();
    control.abort();
    yield* own.run();
  },
  *sleeps(n) {
    const own = stage();
    times(n, (index) => own.go(() => sleep(1 + (index % 1000))));
    yield* own.run();
    yield* own.advance(2000);
  },
  *"sleeps, cancelled"(n) {
    const own = stage();
    const tasks = times(n, (index) => own.go(() => sleep(1 + (index % 1000))));
    yield* own.run();
    cancelAll(tasks);
    yield* own.run();
  },
  *"time limits that pass"(n) {
    const own = stage();
    const never = oneshot();
    times(n, (index) => own.go(() => timeout(never, 1 + (index % 1000))));
    yield* own.run();
    yield* own.advance(2000);
  },
  *intervals(n) {
    const own = stage();
    times(n, () =>
      own.go(function* () {
        const ticks = interval(10);
        yield* ticks;
        yield* ticks;
      }),
    );
    yield* own.run();
    yield* own.advance(30);
  },
  *"timers of a manual event loop"(n) {
    const own = stage();
    const timers = times(n, (index) => own.loop.startTimer(1 + ((index * 7919) % 1000), () => {}));
    yield;
    for (let index = 0; index < n; index += 2) own.loop.stopTimer(timers[index]);
    yield* own.advance(2000);
  },
  *"turns asked of a manual event loop"(n) {
    const own = stage();
    for (let index = 0; index < n; index++) own.loop.soon(() => {});
    yield* own.run();
  },
  *"tasks of a scope"(n) {
    const own = stage();
    own.go(() => scope((tasks) => void times(n, () => tasks.go(() => 1))));
    yield* own.run();
  },
  *"failing tasks of a scope"(n) {
    const own = stage();
    own.go(() =>
      scope((tasks) => {
        times(n, (index) =>
          tasks.go(function* () {
            yield* yieldNow();
            throw index;
          }),
        );
      }),
    );
    yield* own.run();
  },
  *"tasks of a scope that is cancelled"(n) {
    const own = stage();
    const never = oneshot();
    const task = own.go(() => scope((tasks) => void times(n, () => tasks.go(() => never))));
    yield* own.run();
    task.cancel();
    yield* own.run();
  },
  *"failures that nobody has seen"(n) {
    const own = stage();
    times(n, (index) =>
      own.go(() => {
        throw index;
      }),
    );
    yield* own.run();
  },
  *"task-locals of one task"(n) {
    const own = stage();
    own.go(() => {
      const local = taskLocal("local", 0);
      for (let index = 0; index < n; index++) local.set(index);
    });
    yield* own.run();
  },
  *"task-locals, each set before a task that inherits all"(n) {
    const own = stage();
    yield* own.done(function* () {
      for (let index = 0; index < n; index++) {
        const local = taskLocal("local", 0);
        local.set(index);
        own.go(() => local.get());
      }
    });
    yield* own.run();
  },
  *"tasks that each set a task-local"(n) {
    const own = stage();
    const local = taskLocal("local", 0);
    times(n, (index) => own.go(() => local.set(index)));
    yield* own.run();
  },
  *"tasks under hooks and a carrier"(n) {
    const own = stage();
    observe(own.scheduler, { hooks: { ended() {} }, carrier: { capture: () => 1, run: (_, tick) => tick() } });
    times(n, () => own.go(() => 1));
    yield* own.run();
  },
  *"tasks in a dump"(n) {
    const own = stage();
    const never = oneshot();
    times(n, () => own.go(() => never));
    yield* own.run();
    dump(own.scheduler);
  },
};
