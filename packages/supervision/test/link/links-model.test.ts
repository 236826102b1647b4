// watchdog: 180 s
/**
 * Links, monitors and exit signals against a model of OTP's rules: a few actors and tasks, trapping and not, that link,
 * monitor, end each other, crash and are held in the middle of what they do, each in its own tick or from outside. Covers
 * X1 to X6, as far as a model can.
 */
import { type AnyRef, type ExitReason, isRef, stop } from "@mailslot/actor";
import { type Oneshot, oneshot, type Task } from "@mailslot/core";
import {
  type DownSignal,
  demonitor,
  exit,
  isDown,
  link,
  type Monitor,
  monitor,
  outside,
  SupervisionError,
  trapExits,
  unlink,
} from "@mailslot/supervision";
import { check } from "@mailslot/test-support/seeded";
import fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type Kind, kinds, type Puppet, stage } from "../stage.js";
import { type Act, type ActOn, exitText, Otp, Person, reasonText } from "./otp.js";

const test = suite("links model");

interface Spec {
  readonly kind: Kind;
  readonly traps: boolean;
}

type Step =
  /** `p` does something in a tick of its own, or that is done from outside in its name. */
  | { readonly do: "acts"; readonly p: number; readonly inside: boolean; readonly acts: readonly Act[] }
  | { readonly do: "hold"; readonly p: number; readonly held: "soft" | "stubborn" }
  | { readonly do: "release" | "listen"; readonly p: number };

/** The people of the model in flesh and blood, and one who watches them all. */
class Real {
  readonly on = stage();
  readonly puppets: readonly Puppet[];
  /** Errors that were thrown to who did something. */
  readonly thrown: (string | undefined)[] = [];
  /** The messages that tasks have handled; actors have theirs among the signals. */
  readonly ordered: string[][];
  readonly handled: string[][];
  private readonly gates: (Oneshot<void> | undefined)[] = [];
  private readonly monitors: Monitor[] = [];
  private readonly watcher: Puppet;
  private told = 0;

  constructor(specs: readonly Spec[]) {
    this.watcher = this.on.puppet("task", "watcher");
    this.puppets = specs.map(({ kind, traps }) => {
      const puppet = this.on.puppet(kind);
      trapExits(traps, puppet.who);
      monitor(puppet.who, this.watcher.who);
      return puppet;
    });
    this.ordered = specs.map(() => []);
    this.handled = specs.map(() => []);
    this.on.run();
  }

  get(p: number): Puppet {
    return this.puppets[p] as Puppet;
  }

  /** Returns who has ended since the last call, and why, in this order. */
  ended(): [number, ExitReason][] {
    return this.watcher.heard
      .splice(0)
      .map(({ from, reason }) => [this.puppets.findIndex(({ who }) => who === from), reason]);
  }

  act(self: number, act: Act): void {
    const { who } = this.get(self);
    if (act.do === "crash") throw new Error("crash");
    if (act.do === "trap") trapExits(act.on, who);
    else if (act.do === "demonitor") {
      const held = this.monitors[act.which % this.monitors.length];
      if (held !== undefined) demonitor(held, { flush: act.flush });
    } else this.actOn(who, act, act.q);
  }

  private actOn(self: AnyRef | Task, act: ActOn, q: number): void {
    const { who } = this.get(q);
    if (act.do === "link") this.thrown.push(codeOf(() => link(who, self)));
    else if (act.do === "unlink") unlink(who, self);
    else if (act.do === "monitor") this.monitors.push(monitor(who, self));
    else if (act.do === "tell") this.tell(q, `told ${this.told++}`);
    else if (act.do === "exit") exit(who, act.reason);
    else if (isRef(who)) stop(who, act.reason);
    else who.cancel(act.reason);
  }

  private tell(q: number, text: string): void {
    const puppet = this.get(q);
    const { who } = puppet;
    const note = { type: text, from: who, reason: undefined };
    puppet.act(() => void (isRef(who) ? puppet.heard.push(note) : this.ordered[q]?.push(text)));
  }

  hold(p: number, held: "soft" | "stubborn"): void {
    const gate = oneshot<void>();
    this.gates[p] = gate;
    this.get(p).act(function* () {
      try {
        yield* gate;
      } finally {
        if (held === "stubborn") yield* gate;
      }
    });
  }

  release(p: number): void {
    this.gates[p]?.send();
    this.gates[p] = undefined;
  }

  /** Notes what has been handled; a task is made to look at its signals. */
  listen(p: number): void {
    const texts = this.get(p)
      .heard.splice(0)
      .map((signal) => {
        if (isDown(signal)) return this.downText(signal);
        return signal.type === "exit" ? exitText(this.nameOf(signal.from), signal.reason) : signal.type;
      });
    this.handled[p]?.push(...texts);
  }

  private downText({ monitor, from, reason }: DownSignal): string {
    return `down ${this.monitors.indexOf(monitor)} ${this.nameOf(from)?.name} ${reasonText(reason)}`;
  }

  private nameOf(who: object): { name: string } | null {
    return who === outside ? null : { name: String(this.puppets.findIndex((puppet) => puppet.who === who)) };
  }
}

function codeOf(run: () => void): string | undefined {
  try {
    run();
  } catch (error) {
    if (error instanceof SupervisionError) return error.code;
    throw error;
  }
  return undefined;
}

class Play {
  private readonly real: Real;
  private readonly model: Otp;
  private readonly thrown: (string | undefined)[] = [];

  constructor(specs: readonly Spec[]) {
    this.real = new Real(specs);
    this.model = new Otp(specs.map(({ kind, traps }, n) => new Person(String(n), kind, traps)));
  }

  take(step: Step): void {
    const { real, model } = this;
    const person = model.people[step.p] as Person;
    const isFree = !person.dead && person.doom === null && person.held === null;
    if (step.do === "acts") this.acts(step.p, person, step.inside && isFree, step.acts);
    else if (step.do === "hold" && isFree) {
      real.hold(step.p, step.held);
      person.held = step.held;
    } else if (step.do === "release") {
      real.release(step.p);
      person.held = null;
    } else if (step.do === "listen" && person.kind === "task") {
      real.listen(step.p);
      person.listen();
    }
    real.on.run();
    this.compare();
  }

  private acts(p: number, person: Person, inside: boolean, given: readonly Act[]): void {
    const { real, model } = this;
    const acts = inside ? untilItsOwnEnd(p, given) : given.filter((act) => act.do !== "crash");
    const actAll = () => {
      for (const act of acts) real.act(p, act);
    };
    if (inside) real.get(p).act(actAll);
    else actAll();
    for (const act of acts) {
      const thrown = model.act(person, inside ? person : null, act);
      if (act.do === "link") this.thrown.push(thrown);
    }
  }

  private compare(): void {
    const { real, model } = this;
    for (const [p, reason] of real.ended()) {
      const person = model.people[p] as Person;
      assert.ok(person.dead || person.mayEnd, `${p} ended, with ${reasonText(reason)}`);
      assert.is(reasonText(reason), reasonText(person.doom?.reason), `the reason of ${p}`);
      model.ended(person);
    }
    assert.equal(real.thrown, this.thrown);
    for (const [p, person] of model.people.entries()) this.compareOne(p, person);
    // The watcher has seen every other failure.
    for (const error of real.on.unhandled)
      assert.ok(model.overtaken.includes(reasonText((error as Error).cause)), `reported: ${error}`);
  }

  private compareOne(p: number, person: Person): void {
    const { real } = this;
    person.handle();
    const { who } = real.get(p);
    assert.is(person.dead || !person.mayEnd, true, `${p} should have ended`);
    if (isRef(who)) {
      assert.is(who.alive, !person.dead, `${p} is alive`);
      real.listen(p);
    }
    sameUpTo(person.kind === "actor" ? person.perhaps : [], real.handled[p], person.handled, `signals of ${p}`);
    sameUpTo(person.kind === "task" ? person.perhaps : [], real.ordered[p], person.ordered, `orders of ${p}`);
  }
}

/** What somebody does ends with its own end. */
function untilItsOwnEnd(p: number, acts: readonly Act[]): readonly Act[] {
  const last = acts.findIndex((act) => act.do === "crash" || ((act.do === "exit" || act.do === "stop") && act.q === p));
  return last === -1 ? acts : acts.slice(0, last + 1);
}

/** Asserts that `actual` is `expected`, perhaps with some more of `perhaps`. */
function sameUpTo(
  perhaps: readonly string[],
  actual: readonly string[] = [],
  expected: readonly string[],
  what: string,
) {
  assert.equal(actual, [...expected, ...perhaps].slice(0, Math.max(expected.length, actual.length)), what);
}

const MOST = 5;
const p = fc.nat(MOST - 1);
const reason = fc.constantFrom<ExitReason>("normal", "shutdown", "kill", "killed", "broken", { shutdown: "x" });
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant("link" as const), q: p }) },
  fc.record({ do: fc.constantFrom("unlink" as const, "tell" as const), q: p }),
  { weight: 2, arbitrary: fc.record({ do: fc.constant("monitor" as const), q: p }) },
  fc.record({ do: fc.constant("demonitor" as const), which: fc.nat(9), flush: fc.boolean() }),
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom("exit" as const, "stop" as const), q: p, reason }) },
  fc.record({ do: fc.constant("trap" as const), on: fc.boolean() }),
  fc.record({ do: fc.constant("crash" as const) }),
);
const acts = fc.array(act, { minLength: 1, maxLength: 5 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant("acts" as const), p, inside: fc.boolean(), acts }) },
  fc.record({ do: fc.constant("hold" as const), p, held: fc.constantFrom("soft" as const, "stubborn" as const) }),
  fc.record({ do: fc.constantFrom("release" as const, "listen" as const), p }),
);
const spec = fc.record({ kind: fc.constantFrom(...kinds), traps: fc.boolean() });

test("actors and tasks do to each other what the model does", () => {
  const specs = fc.array(spec, { minLength: MOST, maxLength: MOST });
  const property = fc.property(specs, fc.array(step, { maxLength: 25 }), (given, steps) => {
    const play = new Play(given);
    for (const each of steps) play.take(each);
    for (let each = 0; each < MOST; each++) play.take({ do: "release", p: each });
    for (let each = 0; each < MOST; each++) play.take({ do: "listen", p: each });
  });
  check(property, { numRuns: 2_000 });
});

test.run();
