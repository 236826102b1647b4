/** Topics: who gets what is published, who is waited for, and who leaves by itself. */
import { defineActor, drain, kill, named, spawnNamed, stop, topic } from "@mailslot/actor";
import { sleep, type Task } from "@mailslot/core";
import { keepsNothing } from "@mailslot/test-support/kept";
import { thrown } from "@mailslot/test-support/rejection";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { receivedLetters } from "../letters.js";
import { orderedStage, stage } from "../stage.js";
import { Listener, taken } from "./listener.js";

test("actors and receivers get what is published after they subscribed, in order", () => {
  const { spawn, run, go } = stage();
  const numbers = topic<number>("numbers");
  const heard: unknown[] = [];
  const early = numbers.receiver({ owner: null });
  numbers.publish(1);
  numbers.subscribe(spawn(Listener, heard), "hear");
  const late = go(function* late() {
    const mine = numbers.receiver();
    return [yield* mine.recv(), yield* mine.recv()];
  });
  run();
  assert.is(numbers.size, 3);
  for (const n of [2, 3]) numbers.publish(n);
  run();
  assert.equal(heard, [2, 3]);
  assert.equal(late.poll(), [2, 3]);
  assert.equal([early.length, taken(early)], [3, [1, 2, 3]]);
  assert.is(numbers.size, 2);
});

test("an actor subscribes once: the message that it is told is replaced, and unsubscribing ends it", () => {
  const { spawn, run } = stage();
  const numbers = topic<number>();
  const heard: unknown[] = [];
  const actor = spawn(Listener, heard);
  numbers.subscribe(actor, "hear");
  numbers.publish(1);
  numbers.subscribe(actor, "note");
  numbers.publish(2);
  assert.is(numbers.unsubscribe(actor), true);
  assert.is(numbers.unsubscribe(actor), false);
  numbers.publish(3);
  run();
  assert.equal(heard, [1, "note 2"]);
});

test("an actor that exits, or drains, has left; one whose ref lasts is told by its next incarnation", () => {
  const on = stage();
  const numbers = topic<number>();
  const letters = receivedLetters();
  for (const end of [stop, kill, drain]) {
    const actor = on.spawn(Listener, []);
    numbers.subscribe(actor, "hear");
    end(actor);
    if (end === drain) numbers.publish(0);
    on.run();
    assert.is(numbers.size, 0);
  }
  const lasting = named("a listener of topics", Listener, { scheduler: on.scheduler });
  numbers.subscribe(lasting, "hear");
  numbers.publish(1);
  const heard: unknown[] = [];
  on.go(() => void spawnNamed("a listener of topics", Listener, heard));
  on.run();
  assert.equal([heard, letters()], [[1], []]);
  stop(lasting); // its name is free for the next run
  on.run();
});

test("a receiver leaves with the task or actor that made it, or with its owner, however that ends", () => {
  const { run, go, spawn, unhandled } = stage();
  const numbers = topic<number>();
  const kept: ReturnType<typeof numbers.receiver>[] = [];
  const make = (owner?: Task) => void kept.push(numbers.receiver(owner === undefined ? {} : { owner }));
  go(() => make());
  go(function* failing() {
    make();
    yield* sleep(0);
    throw new Error("broken");
  });
  const cancelled = go(function* cancelled() {
    make();
    yield* sleep(1_000);
  });
  const owner = go(() => sleep(1_000));
  make(owner);
  const Reader = defineActor("reader", { receive: { read: () => make() } });
  const reader = spawn(Reader);
  reader.tell.read();
  run();
  assert.is(numbers.size, 3);
  for (const each of [cancelled, owner]) each.cancel();
  kill(reader);
  run();
  assert.is(numbers.size, 0);
  numbers.publish(1);
  for (const each of kept) assert.is(thrown(() => each.tryRecv()).code, "ERR_MAILSLOT_CLOSED");
  assert.is(unhandled.length, 1);
});

test("after close nothing is published, and receivers get what was", async () => {
  const { run, go, spawn } = orderedStage();
  const numbers = topic<number>("numbers");
  const heard: unknown[] = [];
  const actor = spawn(Listener, heard);
  numbers.subscribe(actor, "hear");
  const receivers = [1, 2].map(() => numbers.receiver({ capacity: 1, owner: null }));
  const waits = go(() => numbers.publish(1));
  const slow = go(() => numbers.publish(2));
  run();
  const idle = topic<number>();
  const failed = go(() => idle.receiver().recv());
  run();
  for (const each of [numbers, numbers, idle]) each.close();
  run();
  assert.equal([numbers.closed, numbers.size, heard], [true, 0, [1, 2]]);
  assert.equal([waits.status, slow.status], ["completed", "waiting"]);
  const loops = await Promise.all(
    receivers.map(async (receiver) => {
      const all: number[] = [];
      for await (const each of receiver) all.push(each);
      return all;
    }),
  );
  run();
  assert.equal(
    [loops, slow.status],
    [
      [
        [1, 2],
        [1, 2],
      ],
      "completed",
    ],
  );
  assert.is(thrown(() => failed.poll()).code, "ERR_MAILSLOT_CLOSED");
  const refused = thrown(() => numbers.publish(3));
  assert.equal([refused.code, refused.unsent], ["ERR_MAILSLOT_CLOSED", 3]);
  for (const late of [() => numbers.receiver(), () => numbers.subscribe(actor, "hear")])
    assert.is(thrown(late).code, "ERR_MAILSLOT_CLOSED");
});

test("one that is told while others are told, and publishes, subscribes or closes, disturbs no order", () => {
  const { spawn, run } = stage();
  const numbers = topic<number>();
  const heard: unknown[][] = [[], []];
  const early = numbers.receiver({ owner: null });
  const late: ReturnType<typeof numbers.receiver>[] = [];
  const schema = {
    "~standard": {
      version: 1,
      vendor: "test",
      validate(value: unknown) {
        if (value === 1) {
          numbers.publish(2);
          late.push(numbers.receiver({ owner: null }));
        }
        return { value };
      },
    },
  } as const;
  const Checked = defineActor("checked", {
    messages: { hear: [schema] },
    receive: { hear: (_ctx, n: number) => void (heard[0] as unknown[]).push(n) },
  });
  numbers.subscribe(spawn(Checked), "hear");
  numbers.subscribe(spawn(Listener, heard[1] as unknown[]), "hear");
  numbers.publish(1);
  numbers.publish(3);
  run();
  assert.equal(
    [heard, taken(early)],
    [
      [
        [1, 2, 3],
        [1, 2, 3],
      ],
      [1, 2, 3],
    ],
  );
  assert.equal(late.map(taken), [[3]]);
});

test("what makes no sense is refused", () => {
  const { spawn, run } = stage();
  const numbers = topic<number>();
  for (const options of [{ capacity: 0 }, { capacity: 1.5 }, { overflow: "fail" }, null] as never[])
    assert.is(thrown(() => numbers.receiver(options)).code, "ERR_MAILSLOT_ARGUMENT");
  const actor = spawn(Listener, []);
  assert.is(thrown(() => numbers.subscribe(actor, "other" as never)).code, "ERR_MAILSLOT_UNKNOWN_MESSAGE");
  assert.is(thrown(() => numbers.subscribe({} as never, "hear" as never)).code, "ERR_MAILSLOT_DEFINITION");
  kill(actor);
  run();
  assert.is(thrown(() => numbers.subscribe(actor, "hear")).code, "ERR_MAILSLOT_NO_ACTOR");
  assert.is(numbers.size, 0);
});

test("nothing is kept of subscribers that came and went, nor of what all have received", async () => {
  const { spawn, run, go } = stage();
  const numbers = topic<{ readonly bulk: number[] }>();
  const steady = numbers.receiver({ owner: null });
  const Heavy = defineActor("heavy", { receive: { hear: (_ctx, _each: { readonly bulk: number[] }) => {} } });
  const reader = go(() => sleep(1_000_000_000));
  run();
  await keepsNothing(
    "a topic",
    () => {
      const actor = spawn(Heavy);
      numbers.subscribe(actor, "hear");
      const mine = numbers.receiver({ owner: reader });
      numbers.publish({ bulk: new Array<number>(100).fill(0) });
      steady.tryRecv();
      run();
      mine.unsubscribe();
      kill(actor);
      run();
    },
    2_000,
  );
  assert.is(numbers.size, 1);
});

test.run();
