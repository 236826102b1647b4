/**
 * The soak: messages of many senders through layers of channels of every flavour, to sinks that check them. Sent again
 * along the way: a copy into a channel that drops, and the progress as a broadcast.
 *
 * Invariants at the end: each sender's messages have arrived once, and in order wherever one task receives; what was
 * sent aside is received, dropped or missed, and the sum is right.
 */
import { broadcast, type Channel, channel, go, orClosed, type Semaphore, semaphore, type Task } from "@mailslot/core";
import { random as randomFrom } from "@mailslot/test-support/seeded";
import { Phoenix, WAYS } from "./relay.js";
import { layer, type Message, pick } from "./route.js";

const SENDERS = 40;
const WIDTH = 12;
const DEPTH = 3;
const BATCH = 32;
const CREDITS = 128;
const SAMPLES = 10;
/** Messages between two restarts of a task. */
const PEACE = 100;

export interface SoakResult {
  readonly arrived: number;
  readonly hops: number;
  readonly restarts: number;
  readonly dropped: number;
  readonly missed: number;
  readonly problems: readonly string[];
  /** Bytes of heap in use after a collection: at the start, ten times on the way, and at the end. */
  readonly heap: readonly number[];
}

/** Moves `count` messages through the network that `seed` draws. */
export function soak(seed: number, count: number, heapUsed: () => number): Promise<SoakResult> {
  return new Network(seed, count, heapUsed).run();
}

class Network {
  private readonly random: () => number;
  private readonly count: number;
  private readonly heapUsed: () => number;
  private readonly heap: number[] = [];
  private readonly problems: string[] = [];
  private readonly credits: Semaphore = semaphore(CREDITS);
  private readonly layers: Channel<Message>[][];
  private readonly phoenixes: Phoenix[] = [];
  /** How many messages of each sender have arrived, and the sum of their numbers. */
  private readonly counts: number[] = Array(SENDERS).fill(0);
  private readonly sums: number[] = Array(SENDERS).fill(0);
  private arrived = 0;
  private readonly aside = channel<Message>({ capacity: 8, overflow: "drop-oldest" });
  private readonly progress = broadcast<number>(16);

  constructor(seed: number, count: number, heapUsed: () => number) {
    this.random = randomFrom(seed);
    this.count = count - (count % SENDERS);
    this.heapUsed = heapUsed;
    this.layers = Array.from({ length: DEPTH }, () => layer(WIDTH, this.random));
  }

  async run(): Promise<SoakResult> {
    this.heap.push(this.heapUsed());
    const [aside, listeners] = [this.countAside(), [1, 2, 3].map(() => this.listen())];
    const relays = this.layers.slice(0, -1).map((channels, n) => channels.map((from) => this.relay(from, n + 1)));
    const sinks = (this.layers.at(-1) as Channel<Message>[]).map((from, n) => this.sinks(from, n % 3 === 0 ? 3 : 1));
    await Promise.all(Array.from({ length: SENDERS }, (_, from) => this.sender(from)));
    for (const [n, ended] of relays.entries()) {
      for (const each of this.layers[n] ?? []) each.close();
      await Promise.all(ended);
    }
    for (const each of this.layers.at(-1) ?? []) each.close();
    await Promise.all(sinks.flat());
    this.aside.close();
    this.progress.close();
    this.check(await aside, await Promise.all(listeners));
    this.heap.push(this.heapUsed());
    return {
      arrived: this.arrived,
      hops: this.arrived * DEPTH,
      restarts: this.phoenixes.reduce((sum, { restarts }) => sum + restarts, 0),
      dropped: this.aside.dropped,
      missed: (await Promise.all(listeners)).reduce((sum, { missed }) => sum + missed, 0),
      problems: this.problems,
      heap: this.heap,
    };
  }

  // The tasks

  private sender(from: number): Task<void> {
    const { credits, progress } = this;
    const first = pick(this.layers[0] as Channel<Message>[], this.random);
    const last = this.count / SENDERS - 1;
    return go(function* sender() {
      for (let n = 0; n <= last; ) {
        const credit = yield* credits.acquire();
        for (const end = Math.min(n + BATCH - 1, last); n <= end; n++) {
          yield* first.send({ from, n, credit: n === end ? credit : null });
        }
        yield* progress.send(n);
      }
    });
  }

  private relay(from: Channel<Message>, next: number): PromiseLike<void> {
    const routes = Array.from({ length: SENDERS }, () => pick(this.layers[next] as Channel<Message>[], this.random));
    const out = (message: Message): Channel<Message> => routes[message.from] as Channel<Message>;
    if (this.random() < 0.3) {
      const phoenix = new Phoenix(from, out);
      this.phoenixes.push(phoenix);
      return phoenix.ended;
    }
    const way = pick(WAYS, this.random);
    return go(() => way(from, out)) as PromiseLike<void>;
  }

  /** One sink sees every message of a sender, in order; of several, each sees some, in order. */
  private sinks(from: Channel<Message>, number: number): Task<void>[] {
    const arrive = (message: Message, last: number): void => this.arrive(message, last, number === 1);
    return Array.from({ length: number }, () =>
      go(function* sink() {
        const lasts: number[] = Array(SENDERS).fill(-1);
        const next = orClosed(from.recv(), null);
        for (let message = yield* next; message !== null; message = yield* next) {
          arrive(message, lasts[message.from] as number);
          lasts[message.from] = message.n;
        }
      }),
    );
  }

  private arrive(message: Message, last: number, alone: boolean): void {
    const { from, n, credit } = message;
    if (n <= last) this.problems.push(`message ${n} of sender ${from} came after ${last}`);
    if (alone && n !== last + 1) this.problems.push(`message ${n} of sender ${from} came right after ${last}`);
    this.counts[from]!++;
    this.sums[from]! += n;
    this.arrived++;
    credit?.[Symbol.dispose]();
    this.aside.send(message);
    if (this.arrived % PEACE === 0 && this.phoenixes.length > 0) pick(this.phoenixes, this.random).restart();
    if (this.arrived % Math.ceil(this.count / SAMPLES) === 0) this.heap.push(this.heapUsed());
  }

  private countAside(): Task<number> {
    const next = orClosed(this.aside.recv(), null);
    return go(function* countAside() {
      let received = 0;
      while ((yield* next) !== null) received++;
      return received;
    });
  }

  private async listen(): Promise<{ received: number; missed: number }> {
    using receiver = this.progress.subscribe();
    let received = 0;
    for await (const _ of receiver) received++;
    return { received, missed: receiver.missed };
  }

  // The end

  private check(aside: number, listeners: readonly { received: number; missed: number }[]): void {
    const each = this.count / SENDERS;
    for (let from = 0; from < SENDERS; from++) {
      this.expect(`messages of sender ${from}`, this.counts[from], each);
      this.expect(`the sum of what sender ${from} sent`, this.sums[from], (each * (each - 1)) / 2);
    }
    this.expect("received or dropped aside", aside + this.aside.dropped, this.count);
    const batches = SENDERS * Math.ceil(each / BATCH);
    for (const { received, missed } of listeners) this.expect("heard or missed", received + missed, batches);
    this.expect("credits that came back", this.credits.available, CREDITS);
    for (const one of this.layers.flat()) this.expect(`dropped by ${one.name}`, one.dropped + one.length, 0);
  }

  private expect(what: string, got: number | undefined, want: number): void {
    if (got !== want) this.problems.push(`${what}: ${got} instead of ${want}`);
  }
}
