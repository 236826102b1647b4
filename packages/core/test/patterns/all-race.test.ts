/** all and race: several operations and bodies at once, until all have completed, or the first has succeeded. */
import {
  all,
  channel,
  fromPromise,
  go,
  oneshot,
  race,
  type Steps,
  scope,
  sleep,
  suppressed,
  timeout,
} from "@mailslot/core";
import { rejection, thrown } from "@mailslot/test-support/rejection";
import { stage } from "@mailslot/test-support/stage";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const combined = suite("all and race");

function* after<T>(ms: number, value: T): Steps<T> {
  yield* sleep(ms);
  if (value instanceof Error) throw value;
  return value;
}

combined("all gives the values of a list, or of an object, in its order", async () => {
  const own = stage();
  const list = own.go(() => all([() => after(3, "a"), sleep(1), own.go(() => 2), after(2, "d")]));
  const object = own.go(() => all({ late: () => after(3, "late"), soon: async () => "soon" }));
  await own.loop.settle();
  own.loop.advance(5);
  assert.equal(await list, ["a", undefined, 2, "d"]);
  const values = await object;
  assert.equal(Object.entries(values), [
    ["late", "late"],
    ["soon", "soon"],
  ]);
  assert.equal(await all([]), []);
  assert.equal(await all({}), {});
});

combined(
  "the first failure of all cancels the bodies, gives up the waits, and is rethrown with those that follow",
  async () => {
    const own = stage();
    const messages = channel<string>();
    const bystander = own.go(() => after(50, "done"));
    let cleanedUp = false;
    const task = own.go(() =>
      all([
        () => after(1, new Error("first")),
        messages.recv(),
        bystander,
        function* (): Steps<void> {
          try {
            yield* sleep(60_000);
          } finally {
            yield* sleep(1);
            cleanedUp = true;
          }
        },
        function* (): Steps<void> {
          try {
            yield* sleep(60_000);
          } finally {
            // biome-ignore lint/correctness/noUnsafeFinally: a failing clean-up is what is tested
            throw new Error("second");
          }
        },
      ]),
    );
    own.run();
    own.loop.advance(10);
    const error = await rejection(task);
    assert.equal([error.message, cleanedUp], ["first", true]);
    assert.equal(suppressed(error).map(String), ["Error: second"]);
    messages.send("kept");
    own.run();
    assert.is(messages.length, 1);
    own.loop.advance(60);
    assert.is(await bystander, "done");
  },
);

combined("race completes with the first that succeeds, cancels the others, and waits for their clean-up", async () => {
  const own = stage();
  const ended: string[] = [];
  function* contender(name: string, ms: number): Steps<string> {
    try {
      return yield* after(ms, name);
    } finally {
      yield* sleep(5);
      ended.push(`${name} at ${own.loop.now()}`);
    }
  }
  const task = own.go(() =>
    race([
      () => after(1, new Error("down")),
      () => contender("b", 2),
      () => contender("c", 90),
      channel<string>().recv(),
    ]),
  );
  own.run();
  own.loop.advance(20);
  assert.is(await task, "b");
  assert.equal(ended, ["b at 7", "c at 12"]);
  assert.equal(own.left(), { tasks: [], timers: 0 });
});

combined("race fails when all have failed, with every error in the order of the members", async () => {
  const own = stage();
  const task = own.go(() =>
    race([() => after(2, new Error("slow")), () => Promise.reject("quick"), own.go(cancelled)]),
  );
  function* cancelled(): Steps<void> {
    yield* sleep(60_000);
  }
  await own.loop.settle();
  own.loop.advance(3);
  const dead = own.go(() => race([own.go(() => after(1, new Error("x")), { name: "x" })]));
  own.loop.advance(3);
  assert.instance(await rejection(dead), AggregateError);
  assert.is(task.status, "waiting");
  const failed = own.go(() => race([() => after(2, new Error("slow")), () => Promise.reject("quick")]));
  await own.loop.settle();
  own.loop.advance(3);
  const error = (await rejection(failed)) as AggregateError;
  assert.equal(error.errors.map(String), ["Error: slow", "quick"]);
  assert.is(error.message, "all members of race() have failed, the first with: slow");
  task.cancel();
  own.run();
});

combined("what the clean-up of one that lost throws is not lost", async () => {
  const own = stage();
  const begun = oneshot<string>(); // one that is cancelled before has nothing to clean up
  const task = own.go(() =>
    race([
      begun,
      function* (): Steps<string> {
        try {
          begun.send("won");
          yield* sleep(60_000);
          return "too late";
        } finally {
          // biome-ignore lint/correctness/noUnsafeFinally: a failing clean-up is what is tested
          throw new Error("clean-up failed");
        }
      },
    ]),
  );
  await own.loop.settle();
  assert.is((await rejection(task)).message, "clean-up failed");
});

combined("giving up either cancels all of it", () => {
  const never = () => [() => after(99, 1), channel<number>().recv()] as const;
  for (const combine of [() => all(never()), () => race(never())]) {
    const own = stage();
    const task = own.go(() => timeout<unknown>(combine(), 5));
    own.run();
    own.loop.advance(6);
    assert.is(task.status, "failed");
    assert.equal(own.left(), { tasks: [], timers: 0 });
  }
});

combined("either can be one of the members of the other, and of a scope", async () => {
  const value = await scope(() =>
    all([race([sleep(60_000), () => "first"]), race([all([() => 1, () => 2]), sleep(60_000)])]),
  );
  assert.equal(value, ["first", [1, 2]]);
});

combined("wrong members are refused before any has begun", () => {
  let begun = 0;
  const begin = () => ++begun;
  const wrong: [() => unknown, RegExp][] = [
    [() => all([begin, 5 as never]), /member 1 given to all\(\) is 5: give an operation or a body/],
    [() => all({ a: begin, b: Promise.resolve() as never }), /member b given to all\(\) is \[object Promise\]/],
    [() => all(undefined as never), /the argument of all\(\) is undefined/],
    [() => all(begin as never), /the argument of all\(\) is function begin/],
    [() => race([]), /the argument of race\(\) is \[object Array\]: give a list of at least one/],
    [() => race([begin, null as never]), /member 1 given to race\(\) is null/],
    [() => race({ a: begin } as never), /the argument of race\(\) is/],
  ];
  for (const [call, text] of wrong) assert.match(thrown(call).message, text);
  assert.is(begun, 0);
});

combined("types say what comes out", async () => {
  const both = await all([() => 1, fromPromise(Promise.resolve("two"))]);
  const [one, two]: [number, string] = both;
  const either: number | string = await race([() => one, go(() => two)]);
  assert.is(either, 1);
});

combined.run();
