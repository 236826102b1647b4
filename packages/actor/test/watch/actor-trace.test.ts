/** Traces in which the messages of actors have names. */
import {
  defineActor,
  defineRawActor,
  type RawContext,
  type Ref,
  startActorTrace,
  watchMessages,
} from "@mailslot/actor";
import { type ChromeEvent, sleep, startTrace, type TraceEvent, toChromeTrace } from "@mailslot/core";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { formatProblems } from "../../../core/test/trace/trace-event-format.js";
import { orderedStage, stage } from "../stage.js";

const Bank = defineActor("bank", {
  state: () => ({ balance: 0 }),
  receive: {
    deposit: (ctx, amount: number) => void (ctx.state.balance += amount),
    *balance(ctx) {
      yield* sleep(10);
      return ctx.state.balance;
    },
  },
});
const Clerk = defineActor("clerk", {
  receive: {
    *transfer(_ctx, bank: Ref<{ deposit(ctx: never, n: number): void; balance(ctx: never): number }>) {
      bank.tell.deposit(1);
      bank.tell.deposit(2);
      yield* bank.ask.balance();
    },
  },
});

function recorded(on = orderedStage()) {
  const bank = on.spawn(Bank);
  const clerk = on.spawn(Clerk);
  on.run();
  const trace = startActorTrace();
  on.go(() => void clerk.tell.transfer(bank as never), { name: "client" });
  on.run();
  on.loop.advance(30);
  trace.stop();
  return { bank, clerk, trace, events: trace.events() };
}

const isNumbered = ({ detail }: TraceEvent): boolean => / #\d+$/.test(detail);

test("a message is sent and received under one name and number", () => {
  const { events, bank, clerk } = recorded();
  const messages = events.filter(isNumbered).map(({ kind, task, detail }) => `${task}: ${kind} ${detail}`);
  assert.equal(messages, [
    "client: send transfer #1",
    `${clerk.name}: receive transfer #1`,
    `${clerk.name}: send deposit #2`,
    `${clerk.name}: send deposit #3`,
    `${clerk.name}: send balance #4`,
    `${bank.name}: receive deposit #2`,
    `${bank.name}: receive deposit #3`,
    `${bank.name}: receive balance #4`,
  ]);
});

test("ticks name the messages that are handled in them, also when a handler goes on, and arrows their message", () => {
  const { events, bank, clerk } = recorded();
  const trace = toChromeTrace(events);
  assert.equal(formatProblems(trace), []);
  const slices = trace.traceEvents.filter(({ ph }) => ph === "X");
  const of = (name: string): (string | number | undefined)[][] =>
    slices
      .filter((each) => each.name.startsWith(name) || each.cat === "wait")
      .map((each) => [each.name, each.ts, each.dur]);
  const ticks = slices.filter(({ cat }) => cat === "tick").map(({ name }) => name);
  assert.equal(ticks, [
    "client",
    `${clerk.name}, transfer`,
    `${bank.name}, deposit, balance`,
    `${bank.name} balance`,
    `${clerk.name} transfer`,
    bank.name, // back from the context of its sender
    clerk.name,
  ]);
  assert.ok(of("wait").some(([name, ts, dur]) => name === "wait sleep until 10.0 ms" && ts === 0 && dur === 10_000));
  const arrows = trace.traceEvents.filter(({ ph, name }) => (ph === "s" || ph === "f") && name !== "wake");
  const led = arrows.map(({ ph, name, tid }) => [ph, name, trackOf(trace.traceEvents, tid)]);
  assert.equal(led.slice(0, 4), [
    ["s", "transfer", "client"],
    ["f", "transfer", clerk.name],
    ["s", "deposit", clerk.name],
    ["f", "deposit", bank.name],
  ]);
  assert.is(led.length, 8);
});

function trackOf(events: readonly ChromeEvent[], tid: number): string | undefined {
  const named = events.find((event) => event.name === "thread_name" && event.tid === tid);
  return `${named?.args?.name}`.replace(/ #\d+$/, "");
}

test("a plain trace names the message in the middle of which an actor goes on", () => {
  const { spawn, go, run, loop } = orderedStage();
  const bank = spawn(Bank);
  run();
  const trace = startTrace();
  go(() => bank.ask.balance());
  run();
  loop.advance(10);
  trace.stop();
  const ticks = trace.events().filter(({ kind, task }) => kind === "tick" && task === bank.name);
  assert.equal(
    ticks.map(({ detail }) => detail),
    ["", "balance"],
  );
});

test("a message from outside every task has no arrow, and one to a raw actor is sent and received", () => {
  const on = stage();
  const Raw = defineRawActor("raw", function* (ctx: RawContext<{ go(): void }>) {
    for (;;) yield* ctx.receive();
  });
  const raw = on.spawn(Raw);
  const bank = on.spawn(Bank);
  const trace = startActorTrace();
  bank.tell.deposit(1);
  on.go(() => void raw.tell.go());
  on.run();
  trace.stop();
  const kinds = trace
    .events()
    .filter(isNumbered)
    .map(({ kind, detail }) => `${kind} ${detail}`);
  assert.equal(kinds.sort(), ["receive deposit #1", "receive go #2", "send go #2"]);
  assert.equal(formatProblems(toChromeTrace(trace.events())), []);
});

test("a trace that is stopped, or that another has replaced, records no message any more", () => {
  const on = stage();
  const { trace } = recorded();
  const bank = on.spawn(Bank);
  const before = trace.events().length;
  on.go(() => void bank.tell.deposit(1));
  on.run();
  assert.is(trace.events().length, before);
  const first = startActorTrace({ capacity: 3 });
  const second = startActorTrace();
  on.go(() => void bank.tell.deposit(1));
  on.run();
  first.stop();
  second.stop();
  assert.equal([first.events(), first.lost], [[], 0]);
  assert.is(second.events().filter(isNumbered).length, 2);
  assert.is(watchedNow(on), 0);
});

/** How many watchers of messages there are beside one. */
function watchedNow({ spawn, run }: ReturnType<typeof stage>): number {
  let told = 0;
  const watching = watchMessages({ sent: () => void told++ });
  spawn(Bank).tell.deposit(1);
  run();
  watching[Symbol.dispose]();
  return told - 1;
}

test("what makes no sense is refused as by startTrace, and watches nothing", () => {
  assert.throws(() => startActorTrace({ capacity: -1 }), /the capacity of a trace is -1/);
});

test.run();
