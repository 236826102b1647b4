/** Mistakes with requests and replies. */
import { defineActor, type RefTo, spawn, stop } from "@mailslot/actor";
import { type Channel, channel, go, notReady, type Steps, yieldNow } from "@mailslot/core";
import { type Exhibit, expectThat } from "./exhibit.js";

interface Side {
  meet(other: RefTo<Side>): void;
  hello(): string;
}

const askCycle: Exhibit = {
  name: "ask cycle",
  story:
    "Two actors ask each other while they handle a message. If they do so at the same time, each waits for the other.",
  *run(safe) {
    const Partner = defineActor("partner", {
      receive: {
        *meet(_context, other: RefTo<Side>): Steps<void> {
          yield* other.ask.hello();
        },
        hello: () => "hello",
      },
    });
    const [one, other] = [spawn(Partner), spawn(Partner)] as unknown as [RefTo<Side>, RefTo<Side>];
    function* meeting(first: RefTo<Side>, second: RefTo<Side>, waits: number): Steps<void> {
      for (let n = 0; n < waits; n++) yield* yieldNow();
      yield* first.ask.meet(second);
    }
    const first = go(meeting(one, other, 0));
    if (safe) yield* first;
    const second = go(meeting(other, one, 12));
    yield* second;
    yield* first;
    stop(one);
    stop(other);
  },
};

function taken<T>(from: Channel<T>): T | undefined {
  const message = from.tryRecv();
  return message === notReady ? undefined : message;
}

/** Waits for a while, as a client with little patience does; returns null when nothing has come. */
function* patiently<T>(take: () => T | undefined, patience: number): Steps<T | null> {
  for (let n = 0; n < patience; n++) {
    const value = take();
    if (value !== undefined) return value;
    yield* yieldNow();
  }
  return null;
}

const retry: Exhibit = {
  name: "retry of what is not idempotent",
  story: "A client that gets no answer in time charges again. The first charge was only late.",
  *run(safe) {
    let charged = 0;
    const seen = new Set<number>();
    const [charges, answers] = [channel<number>(), channel<boolean>()];
    const server = go(function* server() {
      for (;;) {
        const id = yield* charges.recv();
        if (id < 0) return;
        if (!safe || !seen.has(id)) charged++;
        seen.add(id);
        answers.send(true);
      }
    });
    for (let tries = 0, isPaid = false; tries < 3 && !isPaid; tries++) {
      charges.send(7);
      isPaid = (yield* patiently(() => taken(answers), 6)) ?? false;
    }
    charges.send(-1);
    yield* server;
    expectThat(charged <= 1, `charged ${charged} times`);
  },
};

const wrongReply: Exhibit = {
  name: "reply to the wrong request",
  story: "All requests of a client share one channel for replies. The reply to one that was given up answers the next.",
  *run(safe) {
    const requests = channel<number>();
    const replies = channel<{ readonly to: number; readonly value: number }>();
    const server = go(function* server() {
      for (;;) {
        const n = yield* requests.recv();
        if (n < 0) return;
        replies.send({ to: n, value: n * n });
      }
    });
    function* square(n: number): Steps<number | null> {
      requests.send(n);
      const fitting = () => {
        const reply = taken(replies);
        return safe && reply?.to !== n ? undefined : reply;
      };
      return (yield* patiently(fitting, 6))?.value ?? null;
    }
    for (const n of [2, 3]) {
      const result = yield* square(n);
      expectThat(result === null || result === n * n, `the square of ${n} is ${result}`);
    }
    requests.send(-1);
    yield* server;
  },
};

const starvation: Exhibit = {
  name: "unfair starvation",
  story: "A server takes what is urgent first. When urgent work never ends, the rest is never done.",
  *run(safe) {
    const [urgent, normal] = [channel<number>(), channel<number>()];
    let [served, waited] = [0, 0];
    const producer = go(function* producer() {
      for (let n = 0; n < 30; n++) {
        urgent.send(n);
        for (let pause = 0; pause < 3; pause++) yield* yieldNow();
      }
    });
    normal.send(1);
    const server = go(function* server() {
      while (served < 31) {
        const isNormalsTurn = safe && served % 2 === 1;
        const job = (isNormalsTurn ? taken(normal) : undefined) ?? taken(urgent);
        if (job !== undefined) served++;
        else if (taken(normal) !== undefined) {
          waited = served;
          served++;
        }
        yield* yieldNow();
      }
    });
    yield* producer;
    yield* server;
    expectThat(waited < 8, `a job has waited for ${waited} others`);
  },
};

const orderAcrossTwo: Exhibit = {
  name: "order across two channels",
  story: "A task sends the data on one channel and the news of it on another. The reader of the news may come first.",
  *run(safe) {
    const [data, news] = [channel<string>(1), channel<string>(1)];
    let stored: string | null = null;
    const writer = go(function* writer() {
      const text = yield* data.recv();
      stored = text;
      if (safe) yield* news.send("stored");
    });
    const reader = go(function* reader() {
      yield* news.recv();
      expectThat(stored !== null, "the reader found nothing");
    });
    yield* data.send("text");
    if (!safe) yield* news.send("stored");
    yield* writer;
    yield* reader;
  },
};

export const requests: readonly Exhibit[] = [askCycle, retry, wrongReply, starvation, orderAcrossTwo];
