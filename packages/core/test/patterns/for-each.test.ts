/** forEach: a task for each item, a limit to how many run at once, and an end that leaves nothing behind. */
import { broadcast, channel, forEach, type Steps, sleep, timeout } from "@mailslot/core";
import { rejection, thrown } from "@mailslot/test-support/rejection";
import { stage } from "@mailslot/test-support/stage";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const each = suite("forEach");

function* double(value: number): Steps<number> {
  yield* sleep(10 - value);
  return value * 2;
}

each("a list gives the results in the order of its items, whatever the order of the ends", async () => {
  const own = stage();
  const task = own.go(() => forEach([1, 2, 3], double));
  own.run();
  own.loop.advance(20);
  assert.equal(await task, [2, 4, 6]);
  assert.equal(own.left(), { tasks: [], timers: 0 });
});

each("no more bodies run at once than the concurrency allows, and an item is taken only when there is room", () => {
  for (const concurrency of [1, 2, 5]) {
    const own = stage();
    let [taken, running, most] = [0, 0, 0];
    function* items() {
      for (; taken < 5; ) yield taken++;
    }
    const task = own.go(() =>
      forEach(
        items(),
        function* (): Steps<void> {
          most = Math.max(most, ++running);
          yield* sleep(1);
          running--;
        },
        { concurrency },
      ),
    );
    own.run();
    assert.is(taken, concurrency);
    own.loop.advance(10);
    assert.equal([most, running, task.status], [concurrency, 0, "completed"]);
  }
});

each("plain and async bodies work as well, and get the index", async () => {
  assert.equal(await forEach(["a", "b"], (item, index) => `${item}${index}`), ["a0", "b1"]);
  assert.equal(await forEach(new Set(["a", "b"]), async (item) => item.toUpperCase()), ["A", "B"]);
  assert.equal(await forEach("ab", (letter) => letter), ["a", "b"]);
  assert.equal(await forEach([], () => 1), []);
});

each("the first failure cancels the others, takes no further item and is rethrown", async () => {
  const own = stage();
  const seen: string[] = [];
  function* items() {
    try {
      for (let n = 0; ; n++) yield n;
    } finally {
      seen.push("left");
    }
  }
  const task = own.go(() =>
    forEach(
      items(),
      function* (n): Steps<void> {
        try {
          yield* sleep(n === 1 ? 5 : 100);
          throw new Error(`item ${n}`);
        } finally {
          seen.push(`end of ${n}`);
        }
      },
      { concurrency: 2 },
    ),
  );
  own.run();
  own.loop.advance(5);
  assert.is((await rejection(task)).message, "item 1");
  assert.equal([...seen].sort(), ["end of 0", "end of 1", "left"]);
  assert.equal(own.left(), { tasks: [], timers: 0 });
});

each("giving up the wait cancels every body and waits for its clean-up", () => {
  const own = stage();
  let cleaned = 0;
  const task = own.go(() =>
    timeout(
      forEach([1, 2, 3], function* (): Steps<void> {
        try {
          yield* sleep(100);
        } finally {
          yield* sleep(1);
          cleaned++;
        }
      }),
      5,
    ),
  );
  own.run();
  own.loop.advance(10);
  assert.equal([cleaned, task.status], [3, "failed"]);
  assert.equal(own.left(), { tasks: [], timers: 0 });
});

each(
  "a channel is worked through until it is closed, and what is left in it when a body fails stays there",
  async () => {
    const own = stage();
    const jobs = channel<number>();
    const done: number[] = [];
    for (let n = 0; n < 5; n++) jobs.send(n);
    const task = own.go(() => forEach(jobs, (n) => void done.push(n), { concurrency: 2 }));
    own.run();
    jobs.close();
    own.run();
    assert.equal([[...done].sort(), await task], [[0, 1, 2, 3, 4], undefined]);

    const rest = channel<number>();
    for (let n = 0; n < 5; n++) rest.send(n);
    const failing = own.go(() => forEach(rest, () => Promise.reject(new Error("broken")), { concurrency: 1 }));
    await own.loop.settle();
    assert.is((await rejection(failing)).message, "broken");
    assert.is(rest.length, 4);
  },
);

each("a cancelled wait for an item takes none", () => {
  const own = stage();
  const jobs = channel<string>();
  const task = own.go(() => forEach(jobs, () => 1));
  own.run();
  task.cancel();
  own.run();
  jobs.send("kept");
  own.run();
  assert.equal([task.status, jobs.length], ["cancelled", 1]);
});

each("what a slow receiver of a broadcast has missed is skipped", async () => {
  const news = broadcast<number>(2);
  const receiver = news.subscribe();
  for (let n = 0; n < 5; n++) news.send(n);
  news.close();
  const seen: number[] = [];
  await forEach(receiver, (n) => void seen.push(n));
  assert.equal(seen, [3, 4]);
});

each("an asynchronous iterator is left when a body fails, and its clean-up waited for", async () => {
  let left = false;
  async function* items() {
    try {
      for (let n = 0; ; n++) yield n;
    } finally {
      await Promise.resolve();
      left = true;
    }
  }
  const error = await rejection(
    forEach(
      items(),
      (n) => {
        if (n === 2) throw new Error("third");
      },
      { concurrency: 1 },
    ),
  );
  assert.equal([error.message, left], ["third", true]);
});

each(
  "one that is cancelled while the iterator owes an item ends all the same, and what leaving it throws is reported",
  async () => {
    const own = stage();
    let returned = 0;
    const silent: AsyncIterable<number> = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise(() => {}),
        return: () => {
          returned++;
          return Promise.reject(new Error("cannot be left"));
        },
      }),
    };
    const task = own.go(() => forEach(silent, () => 1));
    await own.loop.settle();
    task.cancel();
    await own.loop.settle();
    assert.equal([task.status, returned], ["cancelled", 1]);
    await own.loop.settle();
    assert.match(String(own.unhandled[0]), /cannot be left/);
  },
);

each("an iterator that throws fails it, and is not asked to return", async () => {
  let returned = 0;
  const broken: Iterable<number> = {
    [Symbol.iterator]: () => ({
      next: () => {
        throw new Error("no items");
      },
      return: () => {
        returned++;
        return { done: true, value: undefined };
      },
    }),
  };
  assert.is((await rejection(forEach(broken, () => 1))).message, "no items");
  assert.is(returned, 0);
});

each("wrong arguments are refused before anything begins", () => {
  const wrong: [() => unknown, RegExp][] = [
    [() => forEach(undefined as never, () => 1), /the items given to forEach\(\) is undefined/],
    [() => forEach(5 as never, () => 1), /the items given to forEach\(\) is 5/],
    [() => forEach({} as never, () => 1), /the items given to forEach\(\) is \[object Object\]/],
    [() => forEach([1], undefined as never), /the body given to forEach\(\) is undefined/],
    [() => forEach([1], () => 1, { concurrency: 0 }), /the concurrency of forEach\(\) is 0: give a whole number/],
    [() => forEach([1], () => 1, { concurrency: Number.NaN }), /is NaN/],
    [() => forEach([1], () => 1, 4 as never), /the argument of forEach\(\) for options is 4/],
  ];
  for (const [call, text] of wrong) {
    const error = thrown(call);
    assert.match(error.message, text);
    assert.is(error.code, "ERR_MAILSLOT_ARGUMENT");
  }
});

each.run();
