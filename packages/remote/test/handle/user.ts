/** An actor of another node that uses what it is given. */
import { defineActor, type RefOf, type RefTo } from "@mailslot/actor";
import { channel, type Oneshot, oneshot, type Source, type Steps, sleep, timeout } from "@mailslot/core";
import type { RemoteSender } from "@mailslot/remote";
import { type Stage, stage } from "../stage.js";

type Keeping = RefTo<{ keep(held: unknown): void }>;
type Held = RemoteSender<unknown> & Oneshot<unknown> & AbortSignal;

export const User = defineActor("user", {
  state: () => ({ held: undefined as unknown as Held, made: undefined as unknown, heard: [] as unknown[] }),
  interleave: ["send", "failing", "sendFor", "wait", "failedWith"],
  askTimeout: 60_000,
  receive: {
    keep: (ctx, held: unknown) => void (ctx.state.held = held as Held),
    drop: (ctx) => void (ctx.state.held = undefined as never),
    held: (ctx) => ctx.state.held as unknown,
    *send(ctx, ...values: unknown[]): Steps<number> {
      for (const value of values) yield* ctx.state.held.send(value);
      return values.length;
    },
    /** Sends, and says how that has failed. */
    *failing(ctx, value: unknown): Steps<unknown> {
      try {
        yield* ctx.state.held.send(value);
        return "sent";
      } catch (error) {
        const { name, code, unsent } = error as { name: string; code: string; unsent: unknown };
        return [name, code, unsent];
      }
    },
    /** Gives up after `ms`, then waits for the same send once more. */
    *sendFor(ctx, value: unknown, ms: number, pause: number): Steps<unknown> {
      const sending = ctx.state.held.send(value);
      try {
        yield* timeout(sending as Source<void>, ms);
        return "sent at once";
      } catch {
        // it is given up
      }
      if (pause < 0) return "given up";
      yield* sleep(pause);
      yield* sending;
      return "sent";
    },
    sendAll: (ctx, ...values: unknown[]) => void values.map((value) => ctx.state.held.send(value)),
    trySend: (ctx, ...values: unknown[]) => values.map((value) => ctx.state.held.trySend(value)),
    sendFunction(ctx) {
      try {
        return ctx.state.held.send({ draw() {} });
      } catch (error) {
        return String(error);
      }
    },
    /** Sends on what it holds. */
    pass: (ctx, to: Keeping) => void to.tell.keep(ctx.state.held),
    /** Makes a channel of its own node, or a oneshot, or a signal, and sends it. */
    lend(ctx, to: Keeping, what: number | "oneshot" | "signal") {
      if (what === "signal") ctx.state.made = new AbortController();
      else ctx.state.made = what === "oneshot" ? oneshot<unknown>() : channel<unknown>(what);
      to.tell.keep(what === "signal" ? (ctx.state.made as AbortController).signal : ctx.state.made);
    },
    close: (ctx) => ctx.state.held.close(),
    fail: (ctx, error: unknown) => ctx.state.held.fail(error),
    closed: (ctx) => ctx.state.held.closed,
    settled: (ctx) => ctx.state.held.settled,
    *wait(ctx): Steps<unknown> {
      return yield* ctx.state.held;
    },
    *failedWith(ctx): Steps<unknown> {
      try {
        return yield* ctx.state.held;
      } catch (error) {
        return error;
      }
    },
    listen(ctx) {
      const { held, heard } = ctx.state;
      held.addEventListener("abort", ({ target }) => heard.push((target as AbortSignal).reason));
    },
    /** Waits with nothing but a promise. */
    later: (ctx) => void ctx.state.held.then((value) => ctx.state.heard.push(value)),
    heard: (ctx) => ctx.state.heard,
    signal: (ctx) => [ctx.state.held instanceof AbortSignal, ctx.state.held.aborted, ctx.state.held.reason as unknown],
  },
});

export interface UserStage extends Stage {
  /** One of node b. */
  readonly user: RefOf<typeof User>;
  /** Runs until it has its answer, or can go no further; gives the answer, the error, or `"waits"`. */
  answer<T>(source: PromiseLike<T>): Promise<T>;
}

/** Gives an actor of node b `held`. */
export async function userOf(held: unknown): Promise<UserStage> {
  const on = stage([User]);
  const spawned = on.toB.spawn(User);
  await on.loop.settle();
  const user = await spawned;
  user.tell.keep(held);
  await on.loop.settle();
  return {
    ...on,
    user,
    async answer<T>(source: PromiseLike<T>): Promise<T> {
      let answer: unknown = "waits";
      source.then(
        (value) => (answer = value),
        (error: unknown) => (answer = error),
      );
      await on.loop.settle();
      return answer as T;
    },
  };
}
