/** What an exploration chooses, and what it leaves as it is. */
import { channel, go, notify, type Steps, sleep } from "@mailslot/core";
import { exhaustive, explore, type SimulationBody } from "@mailslot/testing";
import { test } from "uvu";
import * as assert from "uvu/assert";

/** Runs a program under many schedules, and returns every order of its notes that was seen. */
async function ordersOf(
  program: (note: (what: string) => void) => ReturnType<SimulationBody<unknown>>,
): Promise<string[]> {
  const seen = new Set<string>();
  await explore({ runs: 100 }, async () => {
    const order: string[] = [];
    await go(() => program((what) => void order.push(what)));
    seen.add(order.join(" "));
  });
  return [...seen].sort();
}

function* both(...bodies: (() => Steps<void>)[]): Steps<void> {
  for (const task of bodies.map((body) => go(body))) yield* task;
}

test("before each tick any runnable task may be chosen", async () => {
  const orders = await ordersOf((note) =>
    both(
      ...["a", "b", "c"].map(
        (name) =>
          function* () {
            note(name);
          },
      ),
    ),
  );
  assert.equal(orders, ["a b c", "a c b", "b a c", "b c a", "c a b", "c b a"]);
});

test("an operation that is complete is a place where another task may run", async () => {
  const orders = await ordersOf((note) => {
    const log = channel<number>(10);
    return both(
      function* () {
        note("1");
        yield* log.send(1);
        note("2");
      },
      function* () {
        note("x");
      },
    );
  });
  assert.equal(orders, ["1 2 x", "1 x 2", "x 1 2"]);
});

test("between two operations no other task runs", async () => {
  const orders = await ordersOf((note) => {
    const woken = notify();
    return both(
      function* () {
        note("1");
        woken.notifyOne();
        note("2");
      },
      function* () {
        yield* woken;
        note("x");
      },
    );
  });
  assert.equal(orders, ["1 2 x"]);
});

test("promise jobs may come before or after a tick, and among each other come as the platform has them", async () => {
  const orders = await ordersOf((note) => {
    const job = async (name: string): Promise<void> => {
      await null;
      note(name);
    };
    return both(
      function* () {
        void job("p");
        void job("q");
      },
      function* () {
        note("x");
      },
    );
  });
  assert.equal(orders, ["p q x", "x p q"]);
});

test("timers of one time fire in the order in which they were started; the tasks that they wake run in any", async () => {
  const timers = await ordersOf(async (note) => {
    for (const name of ["a", "b"]) setTimeout(note, 5, name);
    await new Promise((done) => setTimeout(done, 10));
  });
  assert.equal(timers, ["a b"]);
  const sleepers = await ordersOf((note) =>
    both(
      ...["a", "b"].map(
        (name) =>
          function* () {
            yield* sleep(5);
            note(name);
          },
      ),
    ),
  );
  assert.equal(sleepers, ["a b", "b a"]);
});

test("random numbers of the program do not depend on those that choose its schedule", async () => {
  const drawn = new Set<number>();
  for (const strategy of [undefined, exhaustive()])
    await explore({ runs: 1, ...(strategy === undefined ? {} : { strategy }) }, () => void drawn.add(Math.random()));
  assert.is(drawn.size, 1);
});

test.run();
