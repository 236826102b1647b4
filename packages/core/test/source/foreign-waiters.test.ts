// runs under Node alone: it listens to the process for errors that nothing has caught
/**
 * Waiters of others that throw where a source claims, serves or fails them. It is their own mistake: the party that sends,
 * closes or releases does not see it, the platform is told, and the next in line is served.
 */
import {
  broadcast,
  type Channel,
  channel,
  interval,
  mapped,
  notify,
  oneshot,
  reserve,
  type Source,
  semaphore,
  sleep,
  timeout,
  watch,
} from "@mailslot/core";
import { type Call, foreignWaiter, uncaughtErrors } from "@mailslot/test-support/foreign-waiter";
import { stage } from "@mailslot/test-support/stage";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const foreign = suite("waiters of others");

const told = uncaughtErrors();

/** A source, what serves its first waiter, and what serves the next, if that does not. */
interface Served {
  readonly source: Source<unknown>;
  serve(): unknown;
  readonly again?: () => unknown;
}

const own = stage();

const serving: Record<string, () => Served> = {
  "a message": () => {
    const sent = channel<number>();
    return { source: sent.recv(), serve: () => sent.send(1), again: () => sent.send(2) };
  },
  "a message by a permit": () => {
    const sent = channel<number>(2);
    const permits = [reserve(sent).poll(), reserve(sent).poll()] as { send(value: number): void }[];
    return { source: sent.recv(), serve: () => permits[0]?.send(1), again: () => permits[1]?.send(2) };
  },
  "room, by a receive": () => {
    const full = filled();
    return { source: reserve(full), serve: () => full.tryRecv(), again: () => void full.tryRecv() };
  },
  "a send that waited": () => {
    const full = filled();
    const [first] = [full.send(3), full.send(4)] as unknown as Source<void>[];
    return { source: first as Source<void>, serve: () => full.tryRecv() };
  },
  "a send of a rendezvous": () => {
    const meeting = channel<number>(0);
    const sent = meeting.send(1) as Source<void>;
    return { source: sent, serve: () => meeting.tryRecv() };
  },
  "a broadcast": () => {
    const news = broadcast<number>(4);
    const receiver = news.subscribe();
    return { source: receiver.recv(), serve: () => news.send(1), again: () => news.send(2) };
  },
  "a watch": () => {
    const mode = watch("day");
    return { source: mode.subscribe().recv(), serve: () => mode.send("night") };
  },
  "a oneshot": () => {
    const answer = oneshot<number>();
    return { source: answer as unknown as Source<number>, serve: () => answer.send(1) };
  },
  "a semaphore": () => {
    const free = semaphore(2);
    const taken = [free.tryAcquire(), free.tryAcquire()];
    return { source: free.acquire(), serve: () => taken[0]?.release(), again: () => taken[1]?.release() };
  },
  "one notification": () => {
    const changed = notify();
    return { source: changed, serve: () => changed.notifyOne(), again: () => changed.notifyOne() };
  },
  "all notifications": () => {
    const changed = notify();
    return { source: changed, serve: () => changed.notifyAll() };
  },
  "the end of a task": () => {
    const task = own.go(function* () {
      yield* sleep(10);
    });
    own.run();
    return { source: task as unknown as Source<void>, serve: () => own.loop.advance(10) };
  },
  "a sleep": () => ({ source: here(() => sleep(10)), serve: () => own.loop.advance(10) }),
  "a tick": () => ({ source: here(() => interval(10)), serve: () => own.loop.advance(10) }),
  "a converted message": () => {
    const sent = channel<number>();
    return { source: mapped(sent.recv(), String), serve: () => sent.send(1), again: () => sent.send(2) };
  },
  "a limited message": () => {
    const sent = channel<number>();
    return { source: here(() => timeout(sent.recv(), 1e6)), serve: () => sent.send(1), again: () => sent.send(2) };
  },
};

const failing: Record<string, () => Served> = {
  "a channel that closes": () => {
    const closing = channel<number>();
    return { source: closing.recv(), serve: () => closing.close() };
  },
  "a full channel that closes": () => {
    const closing = filled();
    return { source: reserve(closing), serve: () => closing.close() };
  },
  "a full channel that closes on a send": () => {
    const closing = filled();
    return { source: closing.send(3) as Source<void>, serve: () => closing.close() };
  },
  "a broadcast that closes": () => {
    const closing = broadcast<number>(4);
    return { source: closing.subscribe().recv(), serve: () => closing.close() };
  },
  "a receiver that leaves its broadcast": () => {
    const receiver = broadcast<number>(4).subscribe();
    return { source: receiver.recv(), serve: () => receiver.unsubscribe() };
  },
  "a watch that closes": () => {
    const closing = watch(1);
    return { source: closing.subscribe().recv(), serve: () => closing.close() };
  },
  "a oneshot that fails": () => {
    const answer = oneshot<number>();
    return { source: answer as unknown as Source<number>, serve: () => answer.fail(new Error("no answer")) };
  },
  "a converter that throws": () => {
    const sent = channel<number>();
    const refused = mapped(sent.recv(), () => {
      throw new Error("no conversion");
    });
    return { source: refused, serve: () => sent.send(1), again: () => sent.send(2) };
  },
  "a time limit": () => ({
    source: here(() => timeout(channel<number>().recv(), 10)),
    serve: () => own.loop.advance(10),
  }),
};

function filled(): Channel<number> {
  const full = channel<number>(2);
  full.send(1);
  full.send(2);
  return full;
}

/** Makes a source inside a task, for it to go by the clock of the stage. */
function here<T>(make: () => Source<T>): Source<T> {
  let made: Source<T> | undefined;
  own.go(() => {
    made = make();
  });
  own.run();
  return made as Source<T>;
}

for (const [table, end] of [
  [serving, "deliver"],
  [failing, "fail"],
] as const) {
  for (const [name, make] of Object.entries(table)) {
    foreign(`${name}: a waiter that throws when it is served keeps the next from nothing`, async () => {
      await throwing(make(), end);
    });
    foreign(`${name}: nor one that throws when it is claimed`, async () => {
      await throwing(make(), "claim");
    });
  }
}

async function throwing({ source, serve, again }: Served, method: Call): Promise<void> {
  const [bad, good] = [foreignWaiter(method), foreignWaiter()];
  for (const waiter of [bad, good]) {
    source.poll();
    source.subscribe(waiter);
  }
  serve();
  if (good.log.length === 0) again?.();
  assert.is(bad.log.at(-1), method);
  assert.is(good.log.length, 2, "the next in line is served");
  await told(`${method} threw`); // the platform is told
  source.unsubscribe(bad);
}

foreign("a waiter that throws when it is served leaves a task that waits for the same its turn", async () => {
  const sent = channel<number>();
  const bad = foreignWaiter("deliver");
  sent.recv().subscribe(bad);
  const task = own.go(() => sent.recv());
  own.run();
  sent.send(1);
  sent.send(2);
  own.run();
  assert.is(task.poll(), 2);
  await told("deliver threw");
});

foreign.run();
