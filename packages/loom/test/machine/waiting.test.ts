/** wait, notify and waitAsync; time-outs, which fire only when they are explored. */

import { explore, join, spawn } from "@mailslot/loom";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { failureMessage, outcomesOf, pause, waitAsync, words } from "../outcomes.js";

const waiting = suite("waiting");

waiting("wait returns at once when the word has changed", () => {
  assert.equal(
    outcomesOf(() => Atomics.wait(words(1), 0, 1)),
    ['"not-equal"'],
  );
});

waiting("a notify before the wait is lost: it is not sticky", () => {
  const message = failureMessage(() => {
    const word = words(1);
    const sleeper = spawn(() => Atomics.wait(word, 0, 0), "sleeper");
    Atomics.notify(word, 0);
    join(sleeper);
  }, "deadlock");
  assert.match(message, /main joins sleeper; sleeper is in Atomics\.wait/);
});

waiting("a store before the notify makes it safe", () => {
  const outcomes = outcomesOf(() => {
    const [word, seen] = [words(1), words(1)];
    const sleeper = spawn(() => {
      seen[0] = Atomics.wait(word, 0, 0) === "ok" ? 1 : 2;
    });
    Atomics.store(word, 0, 1);
    Atomics.notify(word, 0);
    join(sleeper);
    return seen[0];
  });
  assert.equal(outcomes, ["1", "2"]);
});

waiting("notify wakes as many as it is told to, and says how many", () => {
  const outcomes = outcomesOf(() => {
    const word = words(2);
    const sleepers = [1, 2].map(() => spawn(() => Atomics.wait(word, 0, 0)));
    const first = Atomics.notify(word, 0, 1);
    Atomics.store(word, 0, 1);
    const rest = Atomics.notify(word, 0);
    join(...sleepers);
    return [first, rest];
  });
  assert.equal(outcomes, ["[0,0]", "[0,1]", "[0,2]", "[1,0]", "[1,1]"]);
});

waiting("a time-out never fires unless it is explored, so it cannot hide a lost wake-up", () => {
  const body = () => {
    const word = words(1);
    const sleeper = spawn(() => Atomics.wait(word, 0, 0, 100), "sleeper");
    Atomics.notify(word, 0);
    join(sleeper);
  };
  assert.match(failureMessage(body, "deadlock"), /A time-out would end this, but the wake-up itself was lost/);
  assert.is(explore(body, { timeouts: true }).verdict, "passed");
});

waiting("an explored time-out may fire before or instead of a notify", () => {
  const outcomes = outcomesOf(
    () => {
      const [word, seen] = [words(1), words(1)];
      const sleeper = spawn(() => {
        seen[0] = ["ok", "not-equal", "timed-out"].indexOf(Atomics.wait(word, 0, 0, 100));
      });
      const woken = Atomics.notify(word, 0);
      join(sleeper);
      return [woken, seen[0]];
    },
    { timeouts: true },
  );
  assert.equal(outcomes, ["[0,2]", "[1,0]"]);
});

waiting("a time-out of zero is over at once", () => {
  assert.equal(
    outcomesOf(() => Atomics.wait(words(1), 0, 0, 0)),
    ['"timed-out"'],
  );
});

waiting("waitAsync answers in the event loop, after the thread's own code", () => {
  const outcomes = outcomesOf(() => {
    const [word, order] = [words(1), words(3)];
    const sleeper = spawn(() => {
      let at = 0;
      const { async, value } = waitAsync(word, 0, 0);
      if (!async) return;
      value
        .then((how) => {
          order[at++] = how === "ok" ? 2 : 9;
          return 3;
        })
        .then((next) => {
          order[at++] = next as number;
        });
      order[at++] = 1;
    });
    Atomics.store(word, 0, 1);
    Atomics.notify(word, 0);
    join(sleeper);
    return Array.from(order).join("");
  });
  assert.equal(outcomes, ['"000"', '"123"']);
});

waiting("waiters are served first come, first served, with those of waitAsync among them", () => {
  const outcomes = outcomesOf(() => {
    const [word, order] = [words(2), words(2)];
    const sleeper = spawn(() => {
      let at = 0;
      for (const id of [1, 2]) waitAsync(word, 0, 0).value.then(() => void (order[at++] = id));
      Atomics.store(word, 1, 1);
    });
    while (Atomics.load(word, 1) === 0) pause();
    Atomics.notify(word, 0, 1);
    Atomics.notify(word, 0, 1);
    join(sleeper);
    return Array.from(order).join("");
  });
  assert.equal(outcomes, ['"12"']);
});

waiting("an event loop that no thread answers is a deadlock", () => {
  const message = failureMessage(() => {
    waitAsync(words(1), 0, 0).value.then(() => undefined);
  }, "deadlock");
  assert.match(message, /main has an unanswered waitAsync/);
});

waiting("the time-out of a waitAsync fires in the event loop, when explored", () => {
  const outcomes = outcomesOf(
    () => {
      const seen = words(1);
      const waiter = spawn(() => {
        waitAsync(words(1), 0, 0, 10).value.then((how) => void (seen[0] = how === "timed-out" ? 1 : 2));
      });
      join(waiter);
      return seen[0];
    },
    { timeouts: true },
  );
  assert.equal(outcomes, ["1"]);
});

waiting.run();
