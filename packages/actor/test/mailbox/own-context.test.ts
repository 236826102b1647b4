/** Messages in the actor's own context, which need nothing, among those in others': each is handled in its sender's. */
import { type Context, defineActor, type RefOf, spawn, stop } from "@mailslot/actor";
import { type ContextCarrier, observe, type Steps, sleep, yieldNow } from "@mailslot/core";
import * as fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { orderedStage, stage } from "../stage.js";

const USERS = ["owner", "ann", "bob", "none"] as const;
type User = (typeof USERS)[number];

/** The context is a variable, as that of a storage is. */
const here = { user: "none" as User, runs: 0 };
const carrier: ContextCarrier<User> = {
  capture: () => here.user,
  run(user, step) {
    here.runs++;
    within(user, step);
  },
};

function within<T>(user: User, action: () => T): T {
  const outer = here.user;
  here.user = user;
  try {
    return action();
  } finally {
    here.user = outer;
  }
}

const wrong: string[] = [];
let handled = 0;

function check(user: User, where: string): void {
  handled++;
  if (here.user !== user) wrong.push(`${where}: in ${here.user} in place of ${user}`);
}

/** Each message says by whom it is sent. */
const receive = {
  plain: (_ctx: unknown, user: User) => check(user, "plain"),
  urgent: (_ctx: unknown, user: User) => check(user, "urgent"),
  *waits(_ctx: unknown, user: User): Steps<void> {
    check(user, "waits");
    yield* yieldNow();
    yield* sleep(1);
    check(user, "waits then");
  },
  *beside(_ctx: unknown, user: User): Steps<void> {
    check(user, "beside");
    yield* sleep(2);
    check(user, "beside then");
  },
  /** Sends to itself as somebody else, in the middle of a batch. */
  passes(ctx: Context<{ back: number }>, user: User, to: User) {
    check(user, "passes");
    const self = ctx.self as RefOf<typeof Plain>;
    within(to, () => self.tell.plain(to));
    self.tell.urgent(user);
    within(to, () => self.tell.urgent(to));
  },
  stashes(ctx: Context<{ back: number }>, user: User) {
    check(user, "stashes");
    if (ctx.state.back++ % 2 === 0) ctx.stash();
  },
  unstashes(ctx: Context<{ back: number }>, user: User) {
    check(user, "unstashes");
    ctx.unstash();
  },
};
const state = () => ({ back: 0 });
const Plain = defineActor("plain", { state, receive });
const KINDS = {
  plain: Plain,
  bounded: defineActor("bounded", { state, mailbox: { capacity: 100 }, receive }),
  urgent: defineActor("urgent", { state, priority: { urgent: 1 }, receive }),
  beside: defineActor("beside", { state, interleave: ["beside"], receive }),
} as unknown as Record<string, typeof Plain>;

const MESSAGES = ["plain", "urgent", "waits", "beside", "passes", "stashes", "unstashes"] as const;
const told = fc.record({
  user: fc.constantFrom(...USERS),
  message: fc.constantFrom(...MESSAGES),
  to: fc.constantFrom(...USERS),
  asks: fc.boolean(),
  pause: fc.boolean(),
});

for (const [name, definition] of Object.entries(KINDS)) {
  test(`whoever sends what to an actor with a ${name} mailbox, it is handled in the sender's context`, () => {
    fc.assert(
      fc.property(fc.array(told, { maxLength: 30 }), (all) => {
        const { go, loop, scheduler } = stage();
        observe(scheduler, { carrier });
        wrong.length = handled = 0;
        const spawned = within("owner", () => go(() => spawn(definition)));
        loop.run();
        const actor = spawned.poll() as RefOf<typeof Plain>;
        go(function* () {
          for (const { user, message, to, asks, pause } of all) {
            const send = actor.tell as unknown as Record<string, (...args: User[]) => void>;
            const ask = actor.ask as unknown as Record<string, (...args: User[]) => Promise<void>>;
            within(user, () => void (asks ? ask[message]?.(user, to) : send[message]?.(user, to)));
            if (pause) yield* sleep(1);
          }
        });
        loop.run();
        loop.advance(1000);
        assert.equal(wrong, []);
        assert.ok(handled >= all.length);
        stop(actor);
        loop.run();
      }),
    );
  });
}

test("a message in the actor's own context costs no entry of its own, also after others have come", () => {
  const { go, loop, scheduler } = orderedStage(); // in which ticks share what they can
  observe(scheduler, { carrier });
  wrong.length = 0;
  const ref = within("owner", () => go(() => spawn(Plain)));
  loop.run();
  const actor = ref.poll() as RefOf<typeof Plain>;
  const tellAll = (user: User, times: number) =>
    within(user, () =>
      go(function* () {
        for (let n = 0; n < times; n++) {
          actor.tell.plain(user);
          yield* yieldNow();
        }
      }),
    );
  for (const user of ["ann", "owner"] as const) {
    here.runs = 0;
    tellAll(user, 100);
    loop.run();
    assert.is(here.runs >= 100, user === "ann", `${here.runs} entries of ${user}`);
  }
  assert.equal(wrong, []);
  stop(actor);
  loop.run();
});

test("hooks have the actor's context, also at an end that a handler in another brings about", () => {
  const seen: string[] = [];
  const ends = {
    fails() {
      throw new Error("fails");
    },
    stops: (ctx: Context<null>) => ctx.stop(),
    *failsLater() {
      yield* sleep(1);
      throw new Error("fails later");
    },
  };
  const Ends = defineActor("ends", {
    state: () => null,
    *stopped() {
      seen.push(`stopped in ${here.user}`);
      yield* sleep(1);
      seen.push(`then in ${here.user}`);
    },
    receive: ends,
  });
  const { go, loop, scheduler, unhandled } = stage();
  observe(scheduler, { carrier });
  for (const end of ["fails", "stops", "failsLater"] as const) {
    const spawned = within("owner", () => go(() => spawn(Ends)));
    loop.run();
    const actor = spawned.poll() as RefOf<typeof Ends>;
    within("ann", () => actor.tell[end]());
    loop.run();
    loop.advance(10);
    assert.equal(seen.splice(0), ["stopped in owner", "then in owner"], end);
  }
  assert.is(unhandled.length, 2);
});

test("what a handler enters for good is not for the messages after it", () => {
  const seen: string[] = [];
  const Enters = defineActor("enters", {
    state: () => null,
    started: () => void (here.user = "bob"),
    receive: {
      enters(_ctx, user: User) {
        seen.push(`enters in ${here.user}`);
        here.user = user;
      },
      sees: () => void seen.push(`sees in ${here.user}`),
    },
  });
  const { go, loop, scheduler } = stage();
  observe(scheduler, { carrier });
  const spawned = within("owner", () => go(() => spawn(Enters)));
  loop.run();
  const { tell } = spawned.poll() as RefOf<typeof Enters>;
  within("owner", () => {
    tell.sees();
    tell.enters("ann");
    tell.sees();
    go(() => {
      tell.enters("bob");
      tell.sees();
    });
  });
  loop.run();
  assert.equal(
    seen,
    ["sees", "enters", "sees", "enters", "sees"].map((each) => `${each} in owner`),
  );
  assert.is(here.user, "none");
});

test.run();
