/** Hearing of crashes: every actor of this thread that ends with a failure, whoever else sees it. */
import { type Crash, defineActor, exitOf, kill, named, stop, terminate, watchCrashes } from "@mailslot/actor";
import { thrown } from "@mailslot/test-support/rejection";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { elsewhere } from "../distant/elsewhere.js";
import { stage } from "../stage.js";

const Worker = defineActor("worker", {
  receive: {
    work(_ctx, error: unknown) {
      throw error;
    },
    wait: () => new Promise(() => {}),
  },
});

function staged() {
  const on = stage();
  const crashes: Crash[] = [];
  const watching = watchCrashes((crash) => void crashes.push(crash));
  return { ...on, crashes, over: () => watching[Symbol.dispose]() };
}

test("a crash is told with the actor, the message and the reason, also if somebody else has seen it", () => {
  const { spawn, run, go, crashes, over } = staged();
  const worker = spawn(Worker);
  const seen = go(() => exitOf(worker));
  run();
  const error = new Error("no");
  worker.tell.work(error);
  run();
  over();
  assert.equal(crashes, [{ actor: worker, handling: "work", reason: error }]);
  assert.is(seen.poll(), error);
});

test("it is told before the actor has ended for others, and does not count as seen", () => {
  const { spawn, run, unhandled } = stage();
  const order: string[] = [];
  const watching = watchCrashes(({ actor }) => void order.push(`crash of ${actor.name}`));
  const worker = spawn(Worker);
  worker.tell.work(new Error("no"));
  run();
  watching[Symbol.dispose]();
  assert.equal(order, [`crash of ${worker.name}`]);
  assert.is(unhandled.length, 1);
});

test("a failure that a signal brings names no message; hooks that throw are named", () => {
  const { spawn, run, crashes, over } = staged();
  const told = spawn(Worker);
  terminate(told, new Error("of another"));
  const Failing = defineActor("failing", {
    started() {
      throw new Error("no start");
    },
    receive: {},
  });
  spawn(Failing);
  run();
  over();
  assert.equal(crashes.map(({ handling }) => handling).sort(), [null, "started"].sort());
});

test("ends in order, kills, actors elsewhere and refs that outlast restarts do not count as crashes", () => {
  const { spawn, run, scheduler, crashes, over } = staged();
  stop(spawn(Worker));
  const killed = spawn(Worker);
  killed.tell.wait();
  run();
  kill(killed);
  const far = elsewhere(Worker, scheduler);
  stop(far.ref);
  named("nobody of crashes", Worker, { scheduler });
  run();
  over();
  assert.equal(crashes, []);
});

test("what a listener throws is reported, and the others hear of the crash", () => {
  const { spawn, run, unhandled, crashes, over } = staged();
  const broken = watchCrashes(() => {
    throw new Error("broken");
  });
  const later: Crash[] = [];
  const last = watchCrashes((crash) => void later.push(crash));
  const worker = spawn(Worker);
  worker.tell.work(new Error("no"));
  run();
  broken[Symbol.dispose]();
  last[Symbol.dispose]();
  over();
  assert.equal([crashes.length, later.length, worker.alive], [1, 1, false]);
  assert.ok(unhandled.some((error) => `${error}`.includes("a listener of watchCrashes()")));
});

test("who has stopped listening hears nothing, and one function may listen twice", () => {
  const { spawn, run } = stage();
  let heard = 0;
  const listener = (): void => void heard++;
  const [first, second] = [watchCrashes(listener), watchCrashes(listener)];
  const crash = (): void => {
    spawn(Worker).tell.work(new Error("no"));
    run();
  };
  crash();
  first[Symbol.dispose]();
  first[Symbol.dispose]();
  crash();
  second[Symbol.dispose]();
  crash();
  assert.is(heard, 3);
});

test("what is not a function is refused", () => {
  for (const wrong of [null, 7, {}])
    assert.is(thrown(() => watchCrashes(wrong as never)).code, "ERR_MAILSLOT_ARGUMENT");
});

test.run();
