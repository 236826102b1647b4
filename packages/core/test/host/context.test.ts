// runs under Node alone: it uses node:async_hooks and node:http
/** The asynchronous context that a task sees: its own or none, never that of a stranger. */
import { AsyncLocalStorage } from "node:async_hooks";
import { createServer, get, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import {
  type ContextCarrier,
  channel,
  createScheduler,
  defaultScheduler,
  fromPromise,
  go,
  observe,
  sleep,
  timeout,
  yieldNow,
} from "@mailslot/core";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const context = suite("context");
const users = new AsyncLocalStorage<string>();
const carrier: ContextCarrier<ReturnType<typeof AsyncLocalStorage.snapshot>> = {
  capture: () => AsyncLocalStorage.snapshot(),
  run: (snapshot, tick) => snapshot(tick),
};
const PEOPLE = Array.from({ length: 100 }, (_, n) => `user ${n}`);

context.after.each(() => observe(defaultScheduler(), null));

/** What a task has seen of its context at each of its steps. */
async function seen(): Promise<(string | undefined)[]> {
  const messages = channel<number>();
  return await go(function* () {
    const all = [users.getStore()];
    yield* sleep(1);
    all.push(users.getStore());
    yield* yieldNow();
    all.push(users.getStore());
    yield* timeout(fromPromise(Promise.resolve()), 1000);
    all.push(users.getStore());
    const child = go(function* () {
      yield* sleep(1);
      messages.send(1);
      return users.getStore();
    });
    yield* messages.recv();
    all.push(users.getStore(), yield* child);
    all.push(yield* go(async () => sleep(1).then(() => users.getStore())));
    return all;
  });
}

async function overHttp(handle: () => Promise<unknown>): Promise<Map<string, unknown>> {
  const server = createServer((request, response) => {
    const user = decodeURIComponent(request.url as string).slice(1);
    users.run(user, async () => {
      // What the request is handled by sees its own context throughout.
      const result = await handle();
      assert.is(users.getStore(), user);
      response.end(JSON.stringify(result));
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const answers = await Promise.all(PEOPLE.map(async (user) => [user, await fetchFrom(server, user)] as const));
  server.close();
  return new Map(answers);
}

function fetchFrom(server: Server, user: string): Promise<unknown> {
  const { port } = server.address() as AddressInfo;
  return new Promise((resolve, reject) => {
    const options = { port, host: "127.0.0.1", path: `/${encodeURIComponent(user)}`, agent: false };
    get(options, async (response) => {
      let text = "";
      for await (const chunk of response) text += chunk;
      resolve(JSON.parse(text));
    }).on("error", reject);
  });
}

context("without a carrier, tasks of a hundred users at once see nobody's", async () => {
  const strangers = new Set<unknown>();
  for (const [user, all] of await overHttp(seen)) {
    for (const each of all as unknown[]) if (each !== null && each !== user) strangers.add(each);
  }
  assert.equal([...strangers], []);
});

context("what a task enters for good, without a carrier, is out of the way in later turns", async () => {
  await go(function* enters() {
    users.enterWith("stranger");
    yield* sleep(1);
    users.enterWith("stranger");
  });
  await sleep(1);
  assert.equal(await users.run("late", seen), new Array(7).fill(undefined));
  const plain = go(() => users.enterWith("stranger"));
  await plain;
  await sleep(0);
  assert.is(await go(() => users.getStore()), undefined);
});

context("with a carrier, what a task enters for good is seen by no other", async () => {
  observe(defaultScheduler(), { carrier });
  const go1 = (user: string) =>
    users.run(user, () =>
      go(function* () {
        users.enterWith(`${user} inside`);
        yield* sleep(1);
        return users.getStore();
      }),
    );
  const inside = await Promise.all(PEOPLE.map(go1));
  for (const [n, user] of PEOPLE.entries()) assert.ok([user, `${user} inside`].includes(inside[n] as string));
  assert.is(await users.run("late", () => go(() => users.getStore())), "late");
});

context("with a carrier, all that a user's tasks do sees that user", async () => {
  observe(defaultScheduler(), { carrier });
  for (const [user, all] of await overHttp(seen)) assert.equal(all, new Array(7).fill(user));
});

context("a carrier of one storage does the same for that storage", async () => {
  observe(defaultScheduler(), {
    carrier: { capture: () => users.getStore(), run: (user, tick) => users.run(user as string, tick) },
  });
  for (const [user, all] of await overHttp(seen)) assert.equal(all, new Array(7).fill(user));
});

context("a carrier may be installed while tasks live; those have no context", async () => {
  const early = users.run("early", () =>
    go(function* () {
      yield* sleep(2);
      return users.getStore();
    }),
  );
  await sleep(0);
  observe(defaultScheduler(), { carrier });
  assert.equal(await users.run("late", seen), new Array(7).fill("late"));
  assert.is(await early, undefined);
});

context("what a task spawned under another carrier has is that carrier's", async () => {
  const names: string[] = [];
  const named = (name: string): ContextCarrier<string> => ({
    capture: () => name,
    run: (captured, tick) => {
      names.push(`${name} runs in ${captured}`);
      tick();
    },
  });
  const own = createScheduler({ name: "carried" });
  observe(own, { carrier: named("a") });
  const first = own.go(function* () {
    yield* sleep(2);
  });
  observe(own, { carrier: named("b") });
  const second = own.go(() => {});
  await Promise.all([first, second]);
  assert.equal(new Set(names), new Set(["a runs in a", "b runs in b"]));
});

context("a carrier that cannot capture is reported, and the task runs", async () => {
  let report: (error: Error) => void;
  const reported = new Promise<Error>((resolve) => {
    report = resolve;
  });
  const own = createScheduler({ onUnhandled: (error) => report(error as Error) });
  observe(own, {
    carrier: {
      capture(): never {
        throw new Error("nothing to capture");
      },
      run: (_, tick) => tick(),
    },
  });
  assert.is(await own.go(() => "ran"), "ran");
  assert.match((await reported).message, /capture of the context carrier threw: nothing to capture/);
});

context.run();
