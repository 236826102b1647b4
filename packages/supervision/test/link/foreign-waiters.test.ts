// runs under Node alone: it listens to the process for errors that nothing has caught
/** Waiters of third parties on signals, starts and requests: what they throw, no supervisor and no ending task sees. */
import { type Source, sleep } from "@mailslot/core";
import { monitor, signals, supervisor } from "@mailslot/supervision";
import { foreignWaiter, uncaughtErrors } from "@mailslot/test-support/foreign-waiter";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { scene, stage } from "../stage.js";

const foreign = suite("waiters of third parties");

const told = uncaughtErrors();

const bad = () => foreignWaiter("deliver", "fail");

foreign("on the signals of a task: the task that ends has ended, and its other monitors are told", async () => {
  const { go, run, loop, unhandled } = stage();
  const watched = go(() => sleep(1));
  const [first, second] = [go(() => sleep(100)), go(() => sleep(100))];
  run();
  for (const watcher of [first, second]) monitor(watched, watcher);
  (signals(first) as Source<unknown>).subscribe(bad());
  loop.advance(1);
  assert.is(watched.status, "completed");
  assert.is((signals(second).poll() as { type: string }).type, "down");
  await told("deliver threw");
  assert.equal(unhandled, []);
});

foreign("on the start of a supervisor, and on a request to it: it goes on", async () => {
  const on = scene();
  const starting = supervisor({ scheduler: on.scheduler, children: [on.spec("a")] });
  starting.subscribe(bad());
  on.run();
  await told("deliver threw");
  const sup = on.now(starting);
  sup.terminateChild("a").subscribe(bad());
  on.run();
  assert.equal(on.statuses(sup), ["a stopped"]);
  await told("deliver threw");
  sup.stop().subscribe(bad());
  on.run();
  await told("deliver threw");
  assert.equal(on.unhandled, []);
});

foreign.run();
