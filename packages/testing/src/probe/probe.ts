/** Probes: a sender, or an actor, that a program is given in place of the real one, and that records what it is sent. */
import { type AnyRef, defineRawActor, type RawContext, type Received, type RefTo, spawn } from "@mailslot/actor";
import { coreOf } from "@mailslot/actor/engine";
import {
  channel,
  go,
  type Operation,
  type Receiver,
  type Sender,
  type Steps,
  TimeoutError,
  timeout,
} from "@mailslot/core";
import { badArgument, checkDuration, show } from "@mailslot/core/engine";
import { checkPredicate, expectation } from "../simulation/simulation.js";

/** Records what it is sent. Its operations wait in virtual time. */
export interface Probe<T> {
  /** Everything that has come so far, expected or not. */
  readonly received: readonly T[];
  /** Waits for the next message and returns it; fails when it does not fit, or none comes within `within` milliseconds (default: 5,000). */
  expect(fits?: (message: T) => boolean, within?: number): Operation<T>;
  /** Passes over messages until one fits, and returns that; fails when none comes within `within` milliseconds (default: 5,000). */
  fish(fits: (message: T) => boolean, within?: number): Operation<T>;
  /** Waits for `during` milliseconds (default: 1,000), and fails when a message comes. */
  expectNone(during?: number): Operation<void>;
}

/** A probe that is a sender. */
export interface SenderProbe<T> extends Probe<T> {
  /** What the program sends to. */
  readonly sender: Sender<T>;
}

/** A probe that is an actor. */
export interface ActorProbe<M> extends Probe<Received<M>> {
  /** What the program tells and asks; an ask is answered by `reply` of the message. */
  readonly ref: RefTo<M>;
}

class Recorder<T> implements Probe<T> {
  readonly received: T[];
  private readonly name: string;
  private readonly messages: Receiver<T>;

  constructor(name: string, messages: Receiver<T>, received: T[]) {
    this.name = name;
    this.messages = messages;
    this.received = received;
  }

  expect(fits: (message: T) => boolean = () => true, within = 5_000): Operation<T> {
    const { name } = this;
    checkPredicate(`expect() of ${name}`, fits);
    checkDuration(`the time limit of expect() of ${name}`, within);
    return go(
      this.next(within, (message) => {
        if (!fits(message)) throw expectation(`${name} expected another message than ${textOf(message)}`); // user code runs here
        return true;
      }),
      { name: `expect of ${name}` },
    );
  }

  fish(fits: (message: T) => boolean, within = 5_000): Operation<T> {
    checkPredicate(`fish() of ${this.name}`, fits);
    checkDuration(`the time limit of fish() of ${this.name}`, within);
    return go(this.next(within, fits), { name: `fish of ${this.name}` });
  }

  expectNone(during = 1_000): Operation<void> {
    const { messages, name } = this;
    checkDuration(`the time of expectNone() of ${name}`, during);
    return go(
      (function* expectNone(): Steps<void> {
        const message = yield* orNone(timeout(messages.recv(), during));
        if (message !== null)
          throw expectation(`${name} expected nothing for ${during} ms, and got ${textOf(message[0])}`);
      })(),
      { name: `expectNone of ${name}` },
    );
  }

  private *next(within: number, fits: (message: T) => boolean): Steps<T> {
    const passed: string[] = [];
    for (;;) {
      const message = yield* orNone(timeout(this.messages.recv(), within));
      if (message === null)
        throw expectation(`${this.name} expected a message within ${within} ms; ${cameOnly(passed)}`);
      if (fits(message[0])) return message[0]; // user code runs here
      passed.push(textOf(message[0]));
    }
  }
}

function cameOnly(passed: readonly string[]): string {
  return passed.length === 0 ? "none came" : `only these came: ${passed.slice(-5).join(", ")}`;
}

function* orNone<T>(wait: Operation<T>): Steps<[T] | null> {
  try {
    return [yield* wait];
  } catch (error) {
    if (error instanceof TimeoutError) return null;
    throw error;
  }
}

function textOf(message: unknown): string {
  try {
    return JSON.stringify(message) ?? show(message); // user code may run here
  } catch {
    return show(message);
  }
}

/**
 * Makes a sender that records what it is sent.
 *
 * @example
 * ```ts
 * import { go, type Sender, sleep } from "@mailslot/core";
 * import { probe, simulate } from "@mailslot/testing";
 *
 * function* clock(to: Sender<string>) {
 *   yield* sleep(60_000);
 *   to.send("a minute has passed");
 * }
 * await simulate(function* () {
 *   const { sender, expect, expectNone } = probe<string>("wall");
 *   go(() => clock(sender));
 *   yield* expectNone(59_999);
 *   console.log(yield* expect()); // a minute has passed
 * });
 * ```
 */
export function probe<T>(name = "probe"): SenderProbe<T> {
  if (typeof name !== "string") throw badArgument("the name of probe()", name, "a text");
  const messages = channel<T>({ name });
  const received: T[] = [];
  const recorder = new Recorder<T>(name, messages, received);
  const { send } = messages;
  const record = (message: T): ReturnType<Sender<T>["send"]> => {
    received.push(message);
    return send.call(messages, message);
  };
  const sender = new Proxy(messages, { get: (target, key) => (key === "send" ? record : memberOf(target, key)) });
  return { ...operationsOf(recorder), sender };
}

/**
 * Makes an actor that records what it is told and asked. `M` declares its messages as methods. End it with `own`.
 *
 * @example
 * ```ts
 * import { probeActor, simulate } from "@mailslot/testing";
 *
 * interface Layout {
 *   width(of: string): number;
 * }
 * await simulate(function* ({ own }) {
 *   const { ref, expect } = probeActor<Layout>("layout");
 *   own(ref);
 *   const asked = ref.ask.width("title");
 *   const message = yield* expect(({ name }) => name === "width");
 *   message.reply(42);
 *   console.log(yield* asked); // 42
 * });
 * ```
 */
export function probeActor<M extends object>(name = "probe"): ActorProbe<M> {
  if (typeof name !== "string") throw badArgument("the name of probeActor()", name, "a text");
  const messages = channel<Received<M>>({ name });
  const received: Received<M>[] = [];
  const definition = defineRawActor(name, function* (context: RawContext<M>) {
    for (;;) {
      const message = yield* context.receive();
      received.push(message);
      messages.send(message);
    }
  });
  return { ...operationsOf(new Recorder(name, messages, received)), ref: spawn(definition) as unknown as RefTo<M> };
}

function operationsOf<T>(recorder: Recorder<T>): Probe<T> {
  return {
    received: recorder.received,
    expect: (fits, within) => recorder.expect(fits, within),
    fish: (fits, within) => recorder.fish(fits, within),
    expectNone: (during) => recorder.expectNone(during),
  };
}

function memberOf(target: object, key: string | symbol): unknown {
  const value: unknown = Reflect.get(target, key);
  return typeof value === "function" ? value.bind(target) : value;
}

/**
 * Returns the state of an actor, for tests; what the actor does with it meanwhile is seen, and should not be relied on elsewhere.
 * It is undefined once the actor has exited.
 *
 * @example
 * ```ts
 * import { defineActor, spawn } from "@mailslot/actor";
 * import { simulate, stateOf } from "@mailslot/testing";
 *
 * const Account = defineActor("account", {
 *   state: () => ({ balance: 0 }),
 *   receive: { deposit(ctx, amount: number) { ctx.state.balance += amount; } },
 * });
 * await simulate(function* ({ own, rest }) {
 *   const account = own(spawn(Account));
 *   account.tell.deposit(5);
 *   yield* rest();
 *   console.log(stateOf(account)); // { balance: 5 }
 * });
 * ```
 */
export function stateOf<S = unknown>(ref: AnyRef): S {
  return (coreOf(ref) as unknown as { readonly state: S }).state;
}
