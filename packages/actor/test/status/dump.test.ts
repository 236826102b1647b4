/** What dumps of core say of actors: the message that is handled, for how long, and what waits behind it. */
import { defineActor, defineRawActor, type RawContext, type Ref } from "@mailslot/actor";
import { channel, type DumpedTask, dump, dumpText, sleep } from "@mailslot/core";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Stage, stage } from "../stage.js";

const Bank = defineActor("bank", {
  receive: {
    *balance() {
      yield* sleep(100);
      return 5;
    },
  },
});
const Clerk = defineActor("clerk", {
  receive: {
    *transfer(_ctx, bank: Ref<{ balance(ctx: never): number }>) {
      yield* sleep(10);
      yield* bank.ask.balance();
    },
    note() {},
  },
});

function of({ scheduler }: Stage, name: string): DumpedTask {
  const found = dump(scheduler).find((each) => each.name.startsWith(name));
  assert.ok(found);
  return found as DumpedTask;
}

test("a dump names the message that an actor handles, for how long, what waits behind it, and the time left of an ask", () => {
  const on = stage();
  const bank = on.spawn(Bank);
  const clerk = on.spawn(Clerk);
  on.run();
  clerk.tell.transfer(bank as never);
  clerk.tell.note();
  on.run();
  on.loop.advance(30);
  const { name: _name, leftMs, ...said } = of(on, "clerk");
  assert.equal(said, {
    status: "waiting",
    waitingFor: `the reply of ${bank.name} to balance`,
    waitingMs: 20,
    handling: "transfer",
    handlingMs: 30,
    mailbox: 1,
  });
  assert.is(leftMs, 4_980);
  const lines = dumpText(on.scheduler).split("\n");
  assert.ok(
    lines.includes(
      `  ${clerk.name}: waiting for the reply of ${bank.name} to balance, 20 ms (4980 ms left), handles transfer, 30 ms, 1 in its mailbox`,
    ),
    lines.join("\n"),
  );
  assert.ok(
    lines.includes(`  ${bank.name}: waiting for sleep until 110.0 ms, 20 ms (80 ms left), handles balance, 20 ms`),
    lines.join("\n"),
  );
  on.loop.advance(200);
  assert.equal(
    [of(on, "clerk").handling, of(on, "clerk").mailbox, of(on, "clerk").waitingFor],
    [null, 0, "its mailbox"],
  );
});

test("hooks are named, and the promise of an async handler is waited for since the handler began", async () => {
  const on = stage();
  const gate = channel<unknown>();
  const Slow = defineActor("slow", {
    started: () => sleep(10),
    receive: { work: async () => void (await gate.recv()) },
  });
  const slow = on.spawn(Slow);
  on.run();
  assert.is(of(on, "slow").handling, "started");
  on.loop.advance(10);
  slow.tell.work();
  on.run();
  on.loop.advance(5);
  const { handling, handlingMs, waitingFor, waitingMs } = of(on, "slow");
  assert.equal([handling, handlingMs, waitingFor, waitingMs], ["work", 5, "its promise", 5]);
  gate.send(1);
  await on.loop.settle();
});

test("a handler that dumps finds its own message, in its own tick or a later one", () => {
  const on = stage();
  const seen: (string | null)[] = [];
  const Looker = defineActor("looker", {
    receive: {
      look: () => void seen.push(of(on, "looker").handling),
      *later() {
        yield* sleep(1);
        const { handling, handlingMs } = of(on, "looker");
        seen.push(handling, String(handlingMs));
      },
    },
  });
  const looker = on.spawn(Looker);
  on.go(() => void looker.tell.look());
  on.run();
  looker.tell.later();
  looker.tell.look();
  on.run();
  on.loop.advance(1);
  assert.equal(seen, ["look", "later", "null", "look"]);
});

test("the body of a raw actor is told by what it waits for, and its mailbox is counted", () => {
  const on = stage();
  const Raw = defineRawActor("raw", function* (ctx: RawContext<{ a(): void; b(): void }>) {
    yield* ctx.receive("a");
  });
  const raw = on.spawn(Raw);
  raw.tell.b();
  on.run();
  const { handling, waitingFor, mailbox } = of(on, "raw");
  assert.equal([handling, waitingFor, mailbox], [null, `a message to ${raw.name}`, 1]);
});

test.run();
