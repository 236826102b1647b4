/**
 * Messages on their way: random programs of actors that tell each other, set messages aside, wait, drive another scheduler,
 * and end each other. Whatever way a message takes, it is handled once or becomes one dead letter, and the messages of one
 * actor to another come in their order.
 */
import { type Context, defineActor, kill, type Ref, type RefOf, stop } from "@mailslot/actor";
import { yieldNow } from "@mailslot/core";
import { check } from "@mailslot/test-support/seeded";
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { receivedLetters } from "../letters.js";
import { type Stage, stage } from "../stage.js";

const ACTORS = 4;

type Step =
  | { readonly type: "tell"; readonly to: number; readonly steps: readonly Step[] }
  | { readonly type: "end"; readonly to: number; readonly how: "stop" | "kill" }
  | { readonly type: "stash" | "unstash" | "wait" | "drive" | "fail" };

const { steps: manySteps } = fc.letrec<{ steps: Step[]; step: Step }>((tie) => ({
  steps: fc.array(tie("step"), { maxLength: 5, depthIdentifier: "steps" }),
  step: fc.oneof(
    { depthIdentifier: "steps", maxDepth: 4 },
    { weight: 2, arbitrary: fc.constantFrom<Step>({ type: "stash" }, { type: "unstash" }, { type: "drive" }) },
    { weight: 1, arbitrary: fc.constantFrom<Step>({ type: "wait" }, { type: "fail" }) },
    {
      weight: 1,
      arbitrary: fc.record({
        type: fc.constant("end" as const),
        to: fc.nat(ACTORS - 1),
        how: fc.constantFrom("stop", "kill"),
      }),
    },
    {
      weight: 8,
      arbitrary: fc.record({ type: fc.constant("tell" as const), to: fc.nat(ACTORS - 1), steps: tie("steps") }),
    },
  ),
}));

interface Sent {
  readonly from: number;
  readonly to: number;
  readonly steps: readonly Step[];
  isStashed: boolean;
  isStepped: boolean;
  ends: number;
}

interface Program {
  readonly refs: RefOf<typeof Member>[];
  /** The stages of the members, two in turn. */
  readonly stages: readonly Stage[];
  readonly sent: Sent[];
  /** What was handled without having been set aside, in order. */
  readonly direct: Sent[];
}

interface State {
  readonly program: Program;
  readonly index: number;
}

const Member = defineActor("member", {
  state: (program: Program, index: number): State => ({ program, index }),
  receive: {
    plain(ctx: Context<State>, id: number) {
      const message = messageOf(ctx, id);
      for (const step of begin(ctx, message)) take(ctx, message, step);
    },
    *waiting(ctx: Context<State>, id: number, _second: string) {
      const message = messageOf(ctx, id);
      for (const step of begin(ctx, message)) {
        if (step.type === "wait") yield* yieldNow();
        else take(ctx, message, step);
      }
    },
  },
});

// The message itself is a number, since the development build freezes what is told.
function messageOf({ state }: Context<State>, id: number): Sent {
  return state.program.sent[id] as Sent;
}

function begin({ state }: Context<State>, message: Sent): readonly Step[] {
  message.ends++;
  if (message.isStepped) return [];
  message.isStepped = true;
  state.program.direct.push(message);
  return message.steps;
}

function take(ctx: Context<State>, message: Sent, step: Step): void {
  const { program, index } = ctx.state;
  if (step.type === "tell") tell(program, index, step.to, step.steps);
  else if (step.type === "end") (step.how === "stop" ? stop : kill)(program.refs[step.to] as Ref);
  else if (step.type === "unstash") ctx.unstash();
  else if (step.type === "drive") program.stages[(index + 1) % 2]?.run();
  else if (step.type === "fail") throw new Error("on purpose");
  else if (step.type === "stash" && !message.isStashed) {
    ctx.stash();
    message.isStashed = true;
    message.ends--;
  }
}

function tell({ refs, sent }: Program, from: number, to: number, steps: readonly Step[]): void {
  const message: Sent = { from, to, steps, isStashed: false, isStepped: false, ends: 0 };
  const id = sent.push(message) - 1;
  const ref = refs[to] as RefOf<typeof Member>;
  if (steps.some(({ type }) => type === "wait")) ref.tell.waiting(id, "second");
  else ref.tell.plain(id);
}

/** Runs a program to its end; returns what it has sent, and what was handled in which order. */
function run(given: readonly (readonly Step[])[]): Program {
  const stages = [stage("even"), stage("odd")] as const;
  const program: Program = { refs: [], stages, sent: [], direct: [] };
  const letters = receivedLetters();
  for (let index = 0; index < ACTORS; index++)
    program.refs.push((stages[index % 2] as Stage).spawn(Member, program, index));
  stages[0].go(() => {
    for (const [index, steps] of given.entries()) tell(program, -1, index % ACTORS, steps);
  });
  settle(stages);
  for (const ref of program.refs) if (ref.alive) assert.is(ref.load, 0);
  for (const ref of program.refs) stop(ref);
  settle(stages);
  for (const { args } of letters()) (program.sent[args[0] as number] as Sent).ends++;
  return program;
}

function settle(stages: readonly Stage[]): void {
  for (let round = 0; round < 8; round++) for (const each of stages) each.run();
}

test("each message is handled once or becomes one dead letter, in the order of its sender", () => {
  check(
    fc.property(fc.array(manySteps, { minLength: 1, maxLength: 6 }), (given) => {
      const { sent, direct } = run(given);
      assert.equal(
        sent.map(({ ends }) => ends),
        sent.map(() => 1),
      );
      for (const [earlier, later] of pairs(direct)) {
        if (earlier.from !== later.from || earlier.to !== later.to) continue;
        assert.ok(sent.indexOf(earlier) < sent.indexOf(later), `${sent.indexOf(later)} came too early`);
      }
    }),
    { numRuns: 2000 },
  );
});

test("the load of an actor counts the message that is on its way to it, and the one whose handler runs", () => {
  const { go, run, spawn } = stage();
  const loads: number[] = [];
  const Busy = defineActor("busy", { receive: { work: (_ctx) => void loads.push(busy.load) } });
  const busy = spawn(Busy);
  go(() => {
    busy.tell.work();
    loads.push(busy.load);
    busy.tell.work();
    loads.push(busy.load);
  });
  run();
  assert.equal(loads, [1, 2, 2, 1]);
});

test("what a handler sets aside after it has told others comes back as it was", () => {
  const { go, run, spawn } = stage();
  const heard: unknown[] = [];
  const Ear = defineActor("ear", { receive: { hear: (_ctx, what: unknown) => void heard.push(what) } });
  const ear = spawn(Ear);
  const Shy = defineActor("shy", {
    state: () => ({ isOpen: false }),
    receive: {
      say(ctx, what: string, to: string) {
        ear.tell.hear(`${what} ${ctx.state.isOpen}`);
        if (ctx.state.isOpen) ear.tell.hear(to);
        else ctx.stash();
      },
      open(ctx) {
        ctx.state.isOpen = true;
        ctx.unstash();
      },
    },
  });
  const shy = spawn(Shy);
  go(() => shy.tell.say("hello", "world"));
  run();
  go(() => shy.tell.open());
  run();
  assert.equal(heard, ["hello false", "hello true", "world"]);
});

test("an actor whose scheduler never runs does not block the hand-off for others, and loses nothing", () => {
  const [still, moving] = [stage("still"), stage("moving")];
  const Counter = defineActor("counter", {
    state: () => ({ count: 0 }),
    receive: { add: (ctx, n: number) => (ctx.state.count += n), count: (ctx) => ctx.state.count },
  });
  const [waiting, busy] = [still.spawn(Counter), moving.spawn(Counter)];
  moving.go(function* () {
    waiting.tell.add(1);
    for (let n = 0; n < 1000; n++) {
      busy.tell.add(1);
      yield* yieldNow();
    }
    waiting.tell.add(10);
    assert.is(yield* busy.ask.count(), 1000);
  });
  moving.run();
  assert.is(waiting.load, 2);
  still.run();
  const sum = still.go(() => waiting.ask.count());
  still.run();
  return sum.then((count) => assert.is(count, 11));
});

function* pairs<T>(list: readonly T[]): Generator<[T, T]> {
  for (const [index, earlier] of list.entries()) for (const later of list.slice(index + 1)) yield [earlier, later];
}

test.run();
