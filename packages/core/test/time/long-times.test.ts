// slow under many schedules: it counts through years of timers
/** Times beyond the longest delay that a platform's timers take. */
import { hostEventLoop, interval, oneshot, sleep, timeout } from "@mailslot/core";
import { stage } from "@mailslot/test-support/stage";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const times = suite("long times");

for (const ms of [2 ** 31 - 1, 2 ** 31, 2 ** 32 + 1, 2 ** 36, 2 ** 40 + 3, 2 ** 50 + 7, 2 ** 53 - 1]) {
  times(`a sleep, a limit and a tick of ${ms} ms are exact`, () => {
    const own = stage();
    const ended: Record<string, number> = {};
    const note = (name: string): void => {
      ended[name] = own.loop.now();
    };
    own.go(function* () {
      yield* sleep(ms);
      note("sleep");
    });
    own.go(function* () {
      try {
        yield* timeout(oneshot(), ms);
      } catch {
        note("limit");
      }
    });
    own.go(function* () {
      yield* interval(ms);
      note("tick");
    });
    own.run();
    own.loop.advance(ms - 1);
    assert.equal(ended, {});
    own.loop.advance(1);
    assert.equal(ended, { limit: ms, sleep: ms, tick: ms });
  });
}

times(
  "a timer of the host's that is further away than its timers reach does not call back early, and can be stopped",
  async () => {
    const loop = hostEventLoop();
    let early = 0;
    const timers = [2 ** 31, 2 ** 32 + 1, 2 ** 53, Number.POSITIVE_INFINITY].map((ms) =>
      loop.startTimer(ms, () => early++),
    );
    await new Promise<void>((passed) => void loop.startTimer(5, passed));
    for (const timer of timers) loop.stopTimer(timer);
    assert.is(early, 0);
  },
);

times.run();
