// watchdog: 180 s
/** Random programs give, on one and on three nodes, what they give without any node. */
import { type AnyRef, defineActor, exitOf, type RefOf, Refusal, type Signal, spawn, stop } from "@mailslot/actor";
import { channel, go, notReady, oneshot, type Sender, type Source, type Steps, sleep } from "@mailslot/core";
import { createNode, memoryConnection } from "@mailslot/remote";
import { exit, link, monitor, signals, unlink } from "@mailslot/supervision";
import { anySeedAsync } from "@mailslot/test-support/misbehave";
import { explore, simulate } from "@mailslot/testing";
import { test } from "uvu";
import * as assert from "uvu/assert";

const ACTORS = 6;
const STEPS = 40;

const Counter = defineActor("counter", {
  state: (index: number) => ({ index, count: 0, heard: [] as string[] }),
  receive: {
    add: (ctx, n: number) => void (ctx.state.count += n),
    count: (ctx) => ctx.state.count,
    same: (_ctx, value: unknown) => value,
    refuse() {
      throw new Refusal("not now");
    },
    fail(_ctx, text: string) {
      throw new RangeError(text);
    },
    *through(_ctx, [next, ...rest]: readonly AnyRef[]): Steps<unknown> {
      return next === undefined ? "reached" : yield* (next as unknown as Counter).ask.through(rest);
    },
    link: (_ctx, other: AnyRef) => link(other),
    unlink: (_ctx, other: AnyRef) => unlink(other),
    monitor: (_ctx, other: AnyRef) => void monitor(other),
    exit: (_ctx, other: AnyRef, reason: string) => exit(other, reason),
    heard: (ctx) => ctx.state.heard,
    *feed(_ctx, jobs: Sender<number>, count: number): Steps<string> {
      for (let n = 0; n < count; n++) {
        try {
          yield* jobs.send(n);
        } catch (error) {
          return `${shown(error)} of ${(error as { unsent?: unknown }).unsent}`;
        }
      }
      return "fed";
    },
    *complete(_ctx, answer: Sender<number>, n: number): Steps<string> {
      try {
        yield* answer.send(n);
        return "completed";
      } catch (error) {
        return shown(error);
      }
    },
    *until(_ctx, signal: AbortSignal): Steps<unknown> {
      if (signal.aborted) return signal.reason;
      const aborted = oneshot<unknown>();
      signal.addEventListener("abort", () => aborted.send(signal.reason));
      return yield* aborted;
    },
  },
  signal: (ctx, { type, reason }: Signal) => void ctx.state.heard.push(`${type} ${shown(reason)}`),
});
type Counter = {
  readonly ask: { through(rest: readonly AnyRef[]): Source<unknown> };
};
type Ref = RefOf<typeof Counter>;

/** Spawns an actor somewhere. */
type Place = (index: number) => Steps<Ref>;

/** A small generator: the program must be the same wherever it runs. */
function numbers(seed: number): (below: number) => number {
  let state = seed >>> 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

function* program(seed: number, place: Place): Steps<string[]> {
  const below = numbers(seed);
  const log: string[] = [];
  const refs: Ref[] = [];
  for (let n = 0; n < ACTORS; n++) {
    const ref = yield* place(n);
    refs.push(ref);
    monitor(ref); // who monitors has seen a failure
  }
  for (let n = 0; n < STEPS; n++) {
    log.push(`${n} ${yield* act(refs, below)}`);
    yield* sleep(50);
    log.push(...downs());
  }
  for (const ref of refs) stop(ref);
  for (const ref of refs) yield* exitOf(ref);
  return log;
}

/** Without names, whose numbers differ. */
function shown(reason: unknown): string {
  if (!(reason instanceof Error)) return String(reason);
  return `${reason.name} ${(reason as { code?: string }).code ?? reason.message}`;
}

function downs(): string[] {
  const inbox = signals();
  const all: string[] = [];
  for (let next = inbox.poll(); next !== notReady; next = inbox.poll()) all.push(`${next.type} ${shown(next.reason)}`);
  return all.sort();
}

function* act(refs: readonly Ref[], below: (n: number) => number): Steps<string> {
  const any = (): Ref => refs[below(ACTORS)] as Ref;
  const [one, other] = [any(), any()];
  // To link with the dead is an error where that is known, and an exit signal elsewhere.
  const links = (): Steps<unknown> => (other.alive ? one.ask.link(other) : one.ask.count()) as never;
  const acts: (() => Steps<unknown>)[] = [
    function* () {
      for (let n = below(5); n >= 0; n--) yield* one.tell.add(n);
      return yield* one.ask.count();
    },
    () => one.ask.same([below(100), { text: "x", list: [below(2) === 0] }]) as never,
    () => one.ask.refuse() as never,
    // Without a cycle: whether one who is linked with the asked hears of its end by the ask or by the link is a race.
    () => one.ask.through([...new Set(Array.from({ length: below(4) }, any))].filter((ref) => ref !== one)) as never,
    links,
    links,
    () => one.ask.unlink(other) as never,
    () => one.ask.monitor(other) as never,
    () => one.ask.heard() as never,
    () => (below(6) === 0 ? (one.ask.fail(`failure ${below(10)}`) as never) : (one.ask.count() as never)),
    () => (below(3) === 0 ? (one.ask.exit(other, `reason ${below(10)}`) as never) : (one.ask.count() as never)),
    () => other.ask.same(one.alive) as never,
    () => feeding(one, below),
    () => completing([one, other], below),
    () => aborting(one, below),
  ];
  const index = below(acts.length);
  try {
    const value = yield* (acts[index] as () => Steps<unknown>)();
    return `${index}: ${JSON.stringify(value)}`;
  } catch (error) {
    return `${index}: ${shown(error)} of ${shown((error as Error).cause)}`;
  }
}

/** What an ask gives or fails with, as a text. */
function* answerOf(ask: () => Source<unknown>): Steps<string> {
  try {
    return String(yield* ask());
  } catch (error) {
    return shown(error);
  }
}

/** An actor sends into a channel with little room, which is closed before it has sent all, or after. */
function* feeding(one: Ref, below: (n: number) => number): Steps<string> {
  const jobs = channel<number>(below(3));
  const feed = go(function* feed() {
    const answer = yield* answerOf(() => one.ask.feed(jobs, 5));
    jobs.close();
    return answer;
  });
  const got: number[] = [];
  const take = function* (count: number): Steps<void> {
    while (got.length < count && !(jobs.closed && jobs.length === 0)) {
      const next = yield* answerOf(() => jobs.recv());
      if (Number.isNaN(Number(next))) return;
      got.push(Number(next));
    }
  };
  yield* take(below(6));
  yield* sleep(100);
  if (below(2) === 0) jobs.close();
  yield* take(5);
  return `${got} ${yield* feed}`;
}

/** Two actors complete one oneshot, one after the other. */
function* completing(actors: readonly Ref[], below: (n: number) => number): Steps<string> {
  const answer = oneshot<number>();
  const all: string[] = [];
  for (const each of actors) all.push(yield* answerOf(() => each.ask.complete(answer, below(100))));
  return `${all} ${answer.settled ? yield* answer : ""}`;
}

/** An actor waits until a signal aborts, or is given one that has. */
function* aborting(one: Ref, below: (n: number) => number): Steps<string> {
  const controller = new AbortController();
  if (below(2) === 0) controller.abort(`early ${below(10)}`);
  const waiting = go(() => answerOf(() => one.ask.until(controller.signal)));
  yield* sleep(50);
  controller.abort(`late ${below(10)}`);
  return yield* waiting;
}

function* local(seed: number): Steps<string[]> {
  return yield* program(seed, function* (index) {
    return spawn(Counter, index);
  });
}

function* onNodes(seed: number, count: number, delays: (below: number) => number): Steps<string[]> {
  const nodes = Array.from({ length: count }, (_, n) => createNode({ id: `node ${n}`, definitions: [Counter] }));
  const peers = nodes.slice(1).map((node) => {
    const { ends } = memoryConnection({ delay: () => delays(4) });
    node.connect(ends[1]);
    return nodes[0]?.connect(ends[0]);
  });
  for (let one = 1; one < count; one++) {
    for (let other = one + 1; other < count; other++) {
      const { ends } = memoryConnection({ delay: () => delays(4) });
      nodes[one]?.connect(ends[0]);
      nodes[other]?.connect(ends[1]);
    }
  }
  yield* sleep(10);
  const log = yield* program(seed, function* (index) {
    const peer = peers[(index % count) - 1];
    return peer === undefined ? spawn(Counter, index) : yield* peer.spawn(Counter, index);
  });
  for (const node of nodes) node.close();
  yield* sleep(10);
  return log;
}

test("random programs on one and three nodes give what they give without any", () =>
  anySeedAsync(async (seed) => {
    const expected = await simulate(() => local(seed));
    for (const count of [1, 3]) assert.equal(await simulate(() => onNodes(seed, count, numbers(seed + 1))), expected);
  }, 25));

test("no schedule reorders what two actors of two nodes tell each other", async () => {
  await explore({ runs: 30 }, function* () {
    const [a, b] = [createNode({ id: "a", definitions: [Counter] }), createNode({ id: "b", definitions: [Counter] })];
    const { ends } = memoryConnection();
    b.connect(ends[1]);
    const ref = yield* a.connect(ends[0]).spawn(Counter, 0);
    for (let n = 0; n < 5; n++) ref.tell.add(10 ** n);
    if ((yield* ref.ask.count()) !== 11_111) throw new Error("a tell was overtaken by an ask");
    stop(ref);
    yield* exitOf(ref);
    a.close();
    yield* sleep(10);
  });
});

test.run();
