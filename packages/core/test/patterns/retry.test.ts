/** retry and circuitBreaker: trying again what has failed, and leaving alone what keeps failing. */
import {
  CancelledError,
  type CircuitBreaker,
  channel,
  circuitBreaker,
  retry,
  type Steps,
  sleep,
  timeout,
} from "@mailslot/core";
import { chooseNext } from "@mailslot/core/engine";
import { rejection, thrown } from "@mailslot/test-support/rejection";
import { orderedStage, stage } from "@mailslot/test-support/stage";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const retries = suite("retry and circuitBreaker");

function* failing(): Steps<never> {
  yield* sleep(0);
  throw new Error("down");
}

retries("a body is tried until it succeeds, after delays that grow up to the longest", async () => {
  const own = stage();
  const times: number[] = [];
  const task = own.go(() =>
    retry(
      function* (attempt): Steps<string> {
        times.push(own.loop.now());
        if (attempt < 5) throw new Error("down");
        return `attempt ${attempt}`;
      },
      { attempts: 9, initial: 10, factor: 3, max: 50, jitter: 0 },
    ),
  );
  own.run();
  own.loop.advance(1_000);
  assert.is(await task, "attempt 5");
  assert.equal(times, [0, 10, 40, 90, 140]);
});

retries(
  "the last error is rethrown when the attempts are used up, or it is of a kind that is not tried again",
  async () => {
    let runs = 0;
    const always = () => Promise.reject(new Error(`failure ${++runs}`));
    assert.is((await rejection(retry(always, { attempts: 2, initial: 0 }))).message, "failure 2");
    assert.is((await rejection(retry(always, { when: (_error, attempt) => attempt < 1 }))).message, "failure 3");
    const asked = await rejection(
      retry(always, {
        when: () => {
          throw new Error("no answer");
        },
      }),
    );
    assert.is(asked.message, "no answer");
  },
);

retries(
  "however many attempts there are, without a delay between them or with one that has long reached the longest",
  () => {
    for (const initial of [0, 0.001]) {
      const own = stage();
      const task = own.go(() =>
        retry(
          (attempt) => {
            if (attempt < 1_100) throw new Error("down");
            return attempt;
          },
          { attempts: Number.POSITIVE_INFINITY, initial, max: 1 },
        ),
      );
      own.run();
      own.loop.advance(2_000);
      assert.is(task.poll(), 1_100);
    }
  },
);

retries("jitter takes a part of each delay away, drawn from the generator that is given", () => {
  const own = stage();
  const times: number[] = [];
  const task = own.go(() =>
    retry(
      () => {
        times.push(own.loop.now());
        throw new Error("down");
      },
      { attempts: 3, initial: 100, jitter: 0.5, random: () => 0.5 },
    ),
  );
  own.run();
  own.loop.advance(1_000);
  assert.equal([times, task.status], [[0, 75, 225], "failed"]);
});

retries("a cancelled body is not tried again, and giving up ends the delay", () => {
  const own = stage();
  let runs = 0;
  const cancelled = own.go(() =>
    retry(() => {
      runs++;
      throw new CancelledError("enough");
    }),
  );
  const impatient = own.go(() => timeout(retry(failing, { attempts: Number.POSITIVE_INFINITY, initial: 60_000 }), 500));
  own.run();
  own.loop.advance(500);
  assert.equal([runs, cancelled.status, impatient.status], [1, "failed", "failed"]);
  assert.equal(own.left(), { tasks: [], timers: 0 });
});

retries("an attempt that fails while it is given up is the last", () => {
  for (const cancelFirst of [true, false]) {
    const own = stage();
    const gate = channel<never>();
    let runs = 0;
    function* attempt(): Steps<never> {
      runs++;
      return yield* gate.recv();
    }
    const task = own.go(() => retry(attempt, { attempts: Number.POSITIVE_INFINITY }));
    own.run();
    if (cancelFirst) task.cancel();
    gate.close();
    task.cancel();
    own.run();
    own.loop.advance(60_000);
    assert.equal([runs, task.status, own.unhandled], [1, "cancelled", []]);
    assert.equal(own.left(), { tasks: [], timers: 0 });
  }
});

retries("a limit to all that is reached with that of an attempt ends it", () => {
  const own = stage();
  let runs = 0;
  const attempt = () => {
    runs++;
    return timeout(sleep(60_000), 50);
  };
  const task = own.go(() => timeout(retry(attempt, { attempts: Number.POSITIVE_INFINITY, initial: 1 }), 50));
  own.run();
  own.loop.advance(60_000);
  assert.equal([runs, task.status], [1, "failed"]);
  assert.equal(own.left(), { tasks: [], timers: 0 });
});

function states(own: ReturnType<typeof stage>, breaker: CircuitBreaker): (body: () => unknown) => string {
  return (body) => {
    const task = own.go(() => breaker.run(body));
    own.run();
    own.loop.advance(1);
    const end = task.outcome().poll() as { status: string; error?: Error };
    return `${end.error?.name ?? end.status}, ${breaker.state}`;
  };
}

retries(
  "a breaker opens after so many failures in a row, lets one trial through after a while, and closes when it succeeds",
  () => {
    const own = stage();
    const breaker = circuitBreaker({ name: "mail", failures: 2, reset: 1_000 });
    const end = states(own, breaker);
    let ran = 0;
    const fine = () => ++ran;
    assert.is(end(failing), "Error, closed");
    assert.is(end(fine), "completed, closed"); // begins to count from nothing
    assert.is(end(failing), "Error, closed");
    assert.is(end(failing), "Error, open");
    assert.is(end(fine), "CircuitOpenError, open");
    assert.is(ran, 1);
    own.loop.advance(1_000);
    assert.is(end(failing), "Error, open"); // the trial
    assert.is(end(fine), "CircuitOpenError, open");
    own.loop.advance(1_000);
    assert.is(end(fine), "completed, closed");
  },
);

retries("beside a trial nothing runs, and a trial that hangs keeps the next back no longer than another rest", () => {
  const own = stage();
  const breaker = circuitBreaker({ failures: 1, reset: 100 });
  const end = states(own, breaker);
  end(failing);
  own.loop.advance(100);
  const hanging = own.go(() => breaker.run(() => sleep(60_000)));
  own.run();
  assert.is(breaker.state, "half-open");
  assert.is(
    end(() => 1),
    "CircuitOpenError, half-open",
  );
  own.loop.advance(100);
  assert.is(
    end(() => 1),
    "completed, closed",
  );
  hanging.cancel();
  own.run();
  assert.equal([breaker.state, own.left().tasks.length], ["closed", 0]);
});

retries("a trial that is cancelled says nothing, and the next call is one", () => {
  const own = stage();
  const breaker = circuitBreaker({ failures: 1, reset: 100 });
  const end = states(own, breaker);
  end(failing);
  own.loop.advance(100);
  const trial = own.go(() => breaker.run(() => sleep(60_000)));
  own.run();
  trial.cancel();
  own.run();
  assert.is(
    end(() => 1),
    "completed, closed",
  );
});

retries("a call that began before the breaker opened, and succeeds later, does not close it", () => {
  const own = stage();
  const breaker = circuitBreaker({ failures: 1, reset: 1_000 });
  const early = own.go(() => breaker.run(() => sleep(50)));
  own.run();
  assert.is(states(own, breaker)(failing), "Error, open");
  own.loop.advance(50);
  assert.equal([early.status, breaker.state], ["completed", "open"]);
});

retries("a body that fails before it is waited for counts, as one that fails later does", () => {
  const own = orderedStage("chosen", { budget: 1 }); // each task gives way before its first wait
  chooseNext(own.scheduler, () => 0); // so the body runs first
  const breaker = circuitBreaker({ failures: 1 });
  const fail = () => {
    throw new Error("down");
  };
  assert.is(states(own, breaker)(fail), "Error, open");
});

retries("an error that is an answer does not count as a failure", () => {
  const own = stage();
  const breaker = circuitBreaker({ failures: 1, isFailure: (error) => (error as Error).message === "down" });
  const end = states(own, breaker);
  assert.is(end(() => Promise.reject(new Error("not found"))).endsWith("closed"), true);
  assert.is(end(failing), "Error, open");
});

retries("the error of an open breaker names it, and has the failure that opened it as its cause", () => {
  const own = stage();
  const breaker = circuitBreaker({ name: "mail", failures: 1, reset: 5_000 });
  states(own, breaker)(failing);
  const task = own.go(() => thrown(() => breaker.run(() => 1)));
  own.run();
  const error = task.poll() as ReturnType<typeof thrown>;
  assert.is(error.code, "ERR_MAILSLOT_CIRCUIT_OPEN");
  assert.is(error.message, "mail is open after failures, the last: down. It lets a trial through 5000 ms after");
  assert.is((error.cause as Error).message, "down");
});

retries("wrong arguments are refused", () => {
  const wrong: [() => unknown, RegExp][] = [
    [() => retry(5 as never), /the body given to retry\(\) is 5/],
    [() => retry(failing, { attempts: 0 }), /option attempts of retry\(\) is 0/],
    [() => retry(failing, { initial: -1 }), /option initial of retry\(\) is -1/],
    [() => retry(failing, { initial: 10, max: 5 }), /option max of retry\(\) is 5/],
    [() => retry(failing, { factor: "2" as never }), /option factor of retry\(\) is "2"/],
    [() => retry(failing, { jitter: Number.NaN }), /option jitter of retry\(\) is NaN/],
    [() => retry(failing, { when: 1 as never }), /option when of retry\(\) is 1/],
    [() => circuitBreaker(null as never), /the argument of circuitBreaker\(\) for options is null/],
    [() => circuitBreaker({ failures: 0 }), /option failures of circuitBreaker\(\) is 0/],
    [() => circuitBreaker({ reset: 0 }), /option reset of circuitBreaker\(\) is 0/],
    [() => circuitBreaker({ isFailure: "all" as never }), /option isFailure of circuitBreaker\(\) is "all"/],
    [() => circuitBreaker().run(7 as never), /the body given to circuit breaker is 7/],
  ];
  for (const [call, text] of wrong) {
    const error = thrown(call);
    assert.match(error.message, text);
    assert.is(error.code, "ERR_MAILSLOT_ARGUMENT");
  }
});

retries.run();
