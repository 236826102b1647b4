// runs under Node alone: it uses node:async_hooks and node:http
/** The asynchronous context of a handler: that of the sender of its message, never that of a stranger. */
import { AsyncLocalStorage } from "node:async_hooks";
import { createServer, get, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type Context, defineActor, exitOf, type RefOf, spawn, stop } from "@mailslot/actor";
import { type ContextCarrier, defaultScheduler, go, observe, oneshot, sleep } from "@mailslot/core";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const context = suite("sender's context");
const users = new AsyncLocalStorage<string>();
const carrier: ContextCarrier<ReturnType<typeof AsyncLocalStorage.snapshot>> = {
  capture: () => AsyncLocalStorage.snapshot(),
  run: (snapshot, tick) => snapshot(tick),
};
const PEOPLE = Array.from({ length: 100 }, (_, n) => `user ${n}`);
const here = () => users.getStore();
type Seen = (string | undefined)[];

context.after.each(() => observe(defaultScheduler(), null));

const receive = {
  plain: (_: unknown, __?: string) => here(),
  many: (_: unknown, ...___: number[]) => here(),
  *steps() {
    const all: Seen = [here()];
    yield* sleep(1);
    all.push(here(), yield* go(() => here()));
    yield* sleep(0);
    all.push(here());
    return all;
  },
  async promise() {
    const all: Seen = [here()];
    await sleep(1);
    all.push(here(), await go(() => here()));
    return all;
  },
  fails(): void {
    throw new Error(here());
  },
};
const Plain = defineActor("plain", { askTimeout: 60_000, receive });
const Bounded = defineActor("bounded", { askTimeout: 60_000, mailbox: { capacity: 1 }, receive });
const Beside = defineActor("beside", { askTimeout: 60_000, interleave: ["steps", "promise"], receive });
const Later = defineActor("later", {
  state: () => ({ told: [] as string[], isOpen: false }),
  receive: {
    *keep(ctx, user: string) {
      yield* sleep(0);
      if (ctx.state.isOpen) ctx.state.told.push(`${user} in ${here()}`);
      else ctx.stash();
    },
    open(ctx) {
      ctx.state.isOpen = true;
      ctx.unstash();
    },
    told: (ctx) => ctx.state.told,
  },
});

async function overHttp<T>(handle: (user: string) => Promise<T>): Promise<Map<string, T>> {
  const server = createServer((request, response) => {
    const user = decodeURIComponent(request.url as string).slice(1);
    users.run(user, async () => {
      const result = await handle(user);
      assert.is(here(), user);
      response.end(JSON.stringify(result));
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const answers = await Promise.all(PEOPLE.map(async (user) => [user, (await fetchFrom(server, user)) as T] as const));
  server.close();
  return new Map(answers);
}

function fetchFrom(server: Server, user: string): Promise<unknown> {
  const { port } = server.address() as AddressInfo;
  return new Promise((resolve, reject) => {
    get({ port, host: "127.0.0.1", path: `/${encodeURIComponent(user)}`, agent: false }, async (response) => {
      let text = "";
      for await (const chunk of response) text += chunk;
      resolve(JSON.parse(text));
    }).on("error", reject);
  });
}

for (const [what, definition] of Object.entries({
  "a mailbox": Plain,
  "little room": Bounded,
  "handlers beside others": Beside,
})) {
  context(
    `with a carrier, every handler of an actor with ${what} sees its sender, all the time that it waits`,
    async () => {
      observe(defaultScheduler(), { carrier });
      const shared = users.run("spawner", () => spawn(definition as typeof Plain));
      const seen = await overHttp(async () => {
        const all: Seen = [await shared.ask.plain(), ...(await shared.ask.steps())];
        shared.tell.plain("told");
        all.push(...(await shared.ask.promise()), await shared.ask.many(1, 2, 3));
        return [...all, await go(() => shared.ask.plain("from a task"))];
      });
      for (const [user, all] of seen) assert.equal(all, new Array(10).fill(user), user);
      stop(shared);
    },
  );
}

context("a message that was stashed is handled in its sender's context", async () => {
  observe(defaultScheduler(), { carrier });
  const later = users.run("spawner", () => spawn(Later));
  for (const user of PEOPLE) users.run(user, () => later.tell.keep(user));
  await users.run("opener", () => later.ask.open());
  const told = await later.ask.told();
  assert.equal(
    told,
    PEOPLE.map((user) => `${user} in ${user}`),
  );
  stop(later);
});

const rang = oneshot<void>();
const seenBy: string[] = [];
const note = (what: string) => void seenBy.push(`${what} in ${here()}`);
const Clock = defineActor("clock", {
  state: () => null,
  started: () => note("started"),
  stopped: () => note("stopped"),
  receive: {
    *arm(ctx: Context<null>) {
      yield* sleep(1);
      ctx.tellAfter(1, "rings");
    },
    rings() {
      note("rings");
      rang.send();
    },
    late: () => note("late"),
  },
});

context("timers and hooks have the context of the actor's owner, also after a handler that waited", async () => {
  observe(defaultScheduler(), { carrier });
  seenBy.length = 0;
  const clock: RefOf<typeof Clock> = users.run("owner", () => spawn(Clock));
  await users.run("sender", () => clock.ask.arm());
  await rang;
  await users.run("sender", () => clock.ask.late());
  users.run("stopper", () => stop(clock));
  await exitOf(clock);
  assert.equal(seenBy, ["started in owner", "rings in owner", "late in sender", "stopped in owner"]);
});

context("a handler that fails in its sender's context ends the actor as it does without one", async () => {
  observe(defaultScheduler(), { carrier });
  const actor = users.run("owner", () => spawn(Plain));
  const error = await users.run("sender", () =>
    actor.ask.fails().then(
      () => null,
      (reason: unknown) => reason as Error,
    ),
  );
  assert.match(String((error as Error).cause ?? error), /sender/);
  assert.ok(await exitOf(actor));
});

context("without a carrier, handlers see nobody's context", async () => {
  const shared = users.run("spawner", () => spawn(Plain));
  const seen = await overHttp(async () => [await shared.ask.plain(), ...(await shared.ask.steps())]);
  for (const [, all] of seen) assert.equal(all, new Array(5).fill(null));
  stop(shared);
});

context("a carrier that is installed while an actor lives holds for what it is sent from then on", async () => {
  const actor = users.run("owner", () => spawn(Plain));
  assert.is(await users.run("early", () => actor.ask.plain()), undefined);
  observe(defaultScheduler(), { carrier });
  assert.is(await users.run("late", () => actor.ask.plain()), "late");
  assert.equal(await users.run("late", () => actor.ask.steps()), new Array(4).fill("late"));
  stop(actor);
});

context.run();
