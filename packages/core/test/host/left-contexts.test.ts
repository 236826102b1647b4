/** What is not a tick runs in no context of a task, however many ticks share one. */
import { counters, createScheduler, currentTask, ManualEventLoop, observe } from "@mailslot/core";
import { chooseNext, serve } from "@mailslot/core/engine";
import { orderedStage } from "@mailslot/test-support/stage";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { variable, yields } from "./variable.js";

test("under a carrier, too, a choice to let the event loop go first ends the turn", () => {
  const loop = new ManualEventLoop();
  const scheduler = createScheduler({ loop });
  const own = variable();
  let asked = 0;
  chooseNext(scheduler, (runnable) => (++asked % 3 === 0 ? -1 : runnable.length - 1));
  observe(scheduler, { carrier: own.carrier });
  own.within("user", () => {
    scheduler.go(() => yields(3, () => {}));
    scheduler.go(() => yields(3, () => {}));
  });
  loop.run();
  const { ticks, turns } = counters(scheduler);
  assert.equal({ ticks, turns, asked }, { ticks: 8, turns: 4, asked: 11 });
});

test("a carrier that fails when it captures between two ticks is reported, and the ticks go on", () => {
  const { go, run, scheduler, unhandled } = orderedStage();
  const own = variable();
  observe(scheduler, { carrier: own.carrier });
  let seen = 0;
  own.within("user", () =>
    go(() =>
      yields(30, () => {
        if (++seen === 20)
          own.carrier.capture = () => {
            throw new Error("no more");
          };
      }),
    ),
  );
  run();
  assert.is(seen, 30);
  assert.ok(unhandled.length >= 1 && unhandled.length < 12, `${unhandled.length}`);
  assert.match(String(unhandled[0]), /capture of the context carrier threw: no more/);
});

test("an inlet is called in nobody's context, and once after it has had no more", () => {
  const loop = new ManualEventLoop();
  const scheduler = createScheduler({ loop });
  const own = variable();
  observe(scheduler, { carrier: own.carrier });
  const seen: string[] = [];
  const inlet = { take() {}, ended() {}, more: () => seen.push(own.active) < 3 };
  const service = serve(scheduler, inlet);
  own.within("user", () => scheduler.go(() => yields(5, () => {})));
  loop.run();
  service.end();
  assert.equal(seen, ["none", "none", "none"]);
});

test("no task is the current one when its context is left", () => {
  const { go, run, scheduler } = orderedStage();
  const own = variable();
  const wrong: string[] = [];
  observe(scheduler, {
    carrier: {
      capture: own.carrier.capture,
      run(context, tick) {
        own.carrier.run(context, tick);
        const name = currentTask()?.name ?? context;
        if (name !== context) wrong.push(`${name} in ${context}`);
      },
    },
  });
  for (const name of ["ann", "bob"]) own.within(name, () => go(() => yields(20, () => {}), { name }));
  run();
  assert.equal(wrong, []);
});

test.run();
