// watchdog: 180 s
/**
 * User code that may do anything, chosen by a seed: handlers, hooks, validators, warnings, thenables, and whoever asks. After
 * each run every ask has ended, every told message was handled, has failed its actor, or is a dead letter, once, and nothing
 * is left of the actors.
 */
import {
  type AnyRef,
  createGroup,
  createRegistry,
  currentActor,
  deadLetters,
  defineActor,
  exitOf,
  kill,
  onDeepMailbox,
  Refusal,
  type StandardSchema,
  signal,
  spawnWith,
  stop,
  taskOf,
  terminate,
} from "@mailslot/actor";
import { dump, type Scheduler, type Source, sleep, type Task, timeout } from "@mailslot/core";
import { anySeedAsync, type Misbehaving, misbehave } from "@mailslot/test-support/misbehave";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { stage } from "./stage.js";

/** What became of each message, by its number. */
interface Books {
  readonly begun: Set<number>;
  readonly ended: Map<number, number>;
}

function definitionFor(user: Misbehaving, { begun, ended }: Books, bounded: boolean) {
  const begin = (place: string, n: number): number => {
    begun.add(n);
    user.at(place, null);
    return n;
  };
  const end = (n: number): number => {
    ended.set(n, (ended.get(n) ?? 0) + 1);
    return n;
  };
  const schema: StandardSchema<number> = {
    "~standard": { version: 1, vendor: "test", validate: (value) => user.at("validator", { value: value as number }) },
  };
  return defineActor("user", {
    started: () => user.at("started", undefined),
    stopped: () => user.at("stopped", undefined),
    signal: () => user.at("signal", undefined),
    askTimeout: 50,
    interleave: ["beside"],
    stash: 1_000,
    mailbox: bounded ? { capacity: 3, warnAt: 4 } : { warnAt: 4 },
    messages: { checked: [schema] },
    receive: {
      plain: (_ctx, n: number) => end(begin("plain", n)),
      checked: (_ctx, n: number) => end(begin("checked", n)),
      *steps(_ctx, n: number) {
        begin("steps", n);
        try {
          yield* sleep(1);
          user.at("steps after a wait", null);
        } finally {
          user.at("finally", null);
        }
        return end(n);
      },
      async promise(_ctx, n: number) {
        begin("promise", n);
        await null;
        user.at("promise after a wait", null);
        return end(n);
      },
      *beside(_ctx, n: number) {
        begin("beside", n);
        try {
          yield* sleep(1);
          user.at("beside after a wait", null);
        } finally {
          user.at("finally beside", null);
        }
        return end(n);
      },
      thenable(_ctx, n: number) {
        begin("thenable", n);
        return {
          then(done: (value: number) => void) {
            user.at("then", null);
            done(end(n));
            user.at("then, after it has settled", null);
          },
        };
      },
      refuse(_ctx, n: number) {
        begin("refuse", n);
        throw new Refusal("no");
      },
    },
  });
}

const MESSAGES = ["plain", "checked", "steps", "promise", "beside", "thenable", "refuse"] as const;
type Methods = Record<(typeof MESSAGES)[number], (n: number) => Source<unknown>>;

async function run(seed: number): Promise<void> {
  const { loop, scheduler } = stage();
  const letters = deadLetters();
  const books: Books = { begun: new Set(), ended: new Map() };
  const refs: AnyRef[] = [];
  const asks: Task<unknown>[] = [];
  const controller = new AbortController();
  let [count, stashes] = [0, 0];
  const told = new Set<number>();
  const pickRef = (): AnyRef => refs[user.below(refs.length)] as AnyRef;
  const pickMessage = () => MESSAGES[user.below(MESSAGES.length)] as (typeof MESSAGES)[number];

  const tell = (): void => {
    const n = ++count;
    told.add(n);
    try {
      (pickRef().tell as unknown as Methods)[pickMessage()](n);
    } catch (error) {
      told.delete(n); // a validator that threw, which the sender is told
      throw error;
    }
  };
  const ask = (): void => {
    const n = ++count;
    const [ref, message, how] = [pickRef(), pickMessage(), user.below(3)];
    const asking = () => {
      const methods = how === 1 ? ref.askWith({ signal: controller.signal }) : ref.ask;
      const reply = (methods as unknown as Methods)[message](n);
      return how === 2 ? timeout(reply, 1) : reply;
    };
    asks.push(
      scheduler.go(function* () {
        try {
          return yield* asking();
        } catch {
          return "failed";
        }
      }),
    );
  };
  const user = misbehave(seed, {
    tell,
    ask,
    stop: () => stop(pickRef()),
    terminate: () => terminate(pickRef(), new Error("told to")),
    kill: () => kill(pickRef()),
    cancel: () => taskOf(pickRef()).cancel(),
    signal: () => signal(pickRef(), { type: "test", from: {}, reason: "normal" }),
    abort: () => controller.abort(),
    give_up: () => asks[user.below(asks.length)]?.cancel(),
    stash() {
      (currentActor() as unknown as { stash(): void } | null)?.stash();
      stashes++;
    },
    unstash: () => (currentActor() as unknown as { unstash(): void } | null)?.unstash(),
    timer: () =>
      (currentActor() as unknown as { tellAfter(ms: number, message: string, n: number): void } | null)?.tellAfter(
        2,
        "plain",
        0,
      ),
  });
  const before = onDeepMailbox(() => user.at("warning", undefined));
  const group = createGroup();
  const registry = createRegistry<number>();
  try {
    for (const bounded of [false, true, false]) {
      const ref = spawnWith({ scheduler }, definitionFor(user, books, bounded)) as unknown as AnyRef;
      refs.push(ref);
      group.join(ref);
      registry.register(refs.length, ref);
    }
    for (let round = 0; round < 12; round++) {
      scheduler.go(() => {
        for (let n = user.below(4); n >= 0; n--) {
          try {
            user.below(2) === 0 ? tell() : ask();
          } catch {
            // a validator that threw, or a mailbox that is full
          }
        }
      });
      await loop.settle();
      loop.advance(user.below(3));
    }
    user.calm();
    for (let n = 0; n < 5; n++) {
      loop.advance(60);
      await loop.settle();
    }
    for (const ask of asks) assert.is.not(ask.status, "waiting", `an ask hangs: ${ask.name}`);
    const exits = refs.map((ref) => scheduler.go(() => exitOf(ref)));
    for (const ref of refs) stop(ref);
    for (let n = 0; n < 3; n++) {
      loop.advance(60);
      await loop.settle();
    }
    check(scheduler, exits, { books, told, stashes, lettersOf: () => received(letters) });
    assert.is(group.size, 0, "members are left");
    assert.is(registry.size, 0, "names are left");
  } finally {
    onDeepMailbox(before);
  }
}

function received(letters: ReturnType<typeof deadLetters>): { readonly n: number; readonly reason: string }[] {
  const all: { n: number; reason: string }[] = [];
  for (let letter = letters.tryRecv(); typeof letter === "object"; letter = letters.tryRecv()) {
    all.push({ n: letter.args[0] as number, reason: letter.reason });
  }
  return all;
}

interface Outcome {
  readonly books: Books;
  readonly told: ReadonlySet<number>;
  /** How often a message was stashed: each time, it may be handled once more. */
  readonly stashes: number;
  readonly lettersOf: () => { readonly n: number; readonly reason: string }[];
}

function check(
  scheduler: Scheduler,
  exits: readonly Task<unknown>[],
  { books, told, stashes, lettersOf }: Outcome,
): void {
  assert.ok(
    exits.every(({ status }) => status === "completed"),
    "an actor has not ended",
  );
  assert.equal(
    dump(scheduler).map(({ name }) => name),
    [],
    "tasks are left",
  );
  const letters = new Map<number, number>();
  for (const { n, reason } of lettersOf()) {
    if (reason !== "late reply") letters.set(n, (letters.get(n) ?? 0) + 1);
  }
  for (const n of told) {
    const times = letters.get(n) ?? 0;
    assert.ok(times <= 1, `message ${n} is a dead letter ${times} times`);
    assert.ok(books.begun.has(n) || times === 1, `message ${n} is lost`);
  }
  const again = [...books.ended].filter(([n, times]) => n !== 0 && times > 1);
  const times = again.reduce((sum, [, times]) => sum + times - 1, 0);
  assert.ok(times <= stashes, `${again.map(([n]) => n)} were handled ${times} times more, but ${stashes} were stashed`);
}

test("whatever user code does, every ask ends, no message is lost or doubled, and nothing is left", async () => {
  await anySeedAsync(run);
});

test.run();
