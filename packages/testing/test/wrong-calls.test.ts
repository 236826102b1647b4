/** Every argument of every function and method of testing, given values of every wrong kind: refused with a sentence, or taken. */
import { defineActor, spawn } from "@mailslot/actor";
import { channel } from "@mailslot/core";
import { perOption, type WrongCall, wrongCalls } from "@mailslot/test-support/wrong";
import {
  closing,
  crash,
  type DisturbedNetwork,
  disturbance,
  exhaustive,
  explore,
  flood,
  type InjectedFault,
  isLinearizable,
  killNode,
  pct,
  probe,
  probeActor,
  randomWalk,
  recordHistory,
  type Simulation,
  simulate,
  stateOf,
} from "@mailslot/testing";
import { test } from "uvu";
import * as assert from "uvu/assert";

const Idle = defineActor("idle", { state: () => 1, receive: {} });
const model = { initial: 0, step: (state: number): [number, number] => [state, state] };
const network: DisturbedNetwork = { links: [], refuse: () => undefined };
const body = () => 1;
/** For programs that come to no end. */
const few = { runs: 1, shorten: 0, maxSteps: 100 };

/** Calls a method of what the body of a simulation is given. */
function inside(call: (simulation: Simulation, given: never) => unknown): WrongCall {
  return (given) => simulate({ leaks: false }, (simulation) => void call(simulation, given));
}

/** Lets a fault happen. */
const injected = (fault: InjectedFault) =>
  simulate({ leaks: false }, function* (simulation) {
    simulation.inject(fault, { after: 0 });
    yield* simulation.never(() => false, 10);
  });

const { random } = await simulate(({ random }) => ({ random }));

const calls: Record<string, WrongCall> = {
  simulate: (given) => simulate(given),
  "the options of simulate": (given) => simulate(given, body),
  "the body of simulate": (given) => simulate({}, given),
  ...perOption("simulate", ["leaks", "maxSteps", "realTime", "replay", "seed", "startTime"], (options) =>
    simulate(options, body),
  ),
  explore: (given) => explore(given),
  "the options of explore": (given) => explore(given, body),
  "the body of explore": (given) => explore({ runs: 1 }, given),
  ...perOption("explore", ["leaks", "maxSteps", "realTime", "seed", "shorten", "startTime", "strategy"], (options) =>
    explore({ runs: 1, ...(options as object) }, body),
  ),
  "explore { runs }": (runs) => explore({ runs }, body),
  "what a strategy begins": (given) => explore({ runs: 1, strategy: { name: "own", begin: () => given } }, body),
  "what a chooser chooses": (given) =>
    explore({ ...few, strategy: { name: "own", begin: () => ({ choose: () => given }) } }, body),
  "the name of a strategy": (name) => explore({ runs: 1, strategy: { name, begin: () => null } }, body),
  pct: (given) => pct(given),
  ...perOption("pct", ["depth", "steps"], (options) => explore({ runs: 1, strategy: pct(options) }, body)),
  randomWalk: (given) => (randomWalk as WrongCall)(given),
  exhaustive: (given) => (exhaustive as WrongCall)(given),
  eventually: inside((simulation, given) => simulation.eventually(given)),
  "the time of eventually": inside((simulation, given) => simulation.eventually(() => true, given)),
  never: inside((simulation, given) => simulation.never(given)),
  "the time of never": inside((simulation, given) => simulation.never(() => false, given)),
  own: inside((simulation, given) => simulation.own(given)),
  inject: inside((simulation, given) => simulation.inject(given)),
  "a fault with a name": inside((simulation, name) => simulation.inject({ name, run: () => undefined })),
  "what a fault runs": inside((simulation, given) =>
    simulation.inject({ name: "own", run: () => given }, { after: 0 }),
  ),
  "when of inject": inside((simulation, given) => simulation.inject(closing(channel()), given)),
  "after of inject": inside((simulation, after) => simulation.inject(closing(channel()), { after })),
  "within of inject": inside((simulation, within) => simulation.inject(closing(channel()), { within })),
  "ticks of inject": inside((simulation, ticks) => simulation.inject(closing(channel()), { ticks })),
  faulty: inside((simulation, given) => simulation.faulty(given, {})),
  "the faults of faulty": inside((simulation, given) => simulation.faulty(channel(), given)),
  "drop of faulty": inside((simulation, drop) => simulation.faulty(channel(), { drop })),
  "delay of faulty": inside((simulation, delay) => simulation.faulty(channel(), { delay })),
  jumpClock: inside((simulation, given) => simulation.jumpClock(given)),
  "below of random": (given) => random.below(given),
  "chance of random": (given) => random.chance(given),
  "pick of random": (given) => random.pick(given),
  probe: (given) => probe(given).expect(() => false, 0),
  "expect of a probe": (given) => probe().expect(given, 0),
  "the time of expect": (given) => probe().expect(() => true, given),
  "fish of a probe": (given) => probe().fish(given, 0),
  "the time of fish": (given) => probe().fish(() => true, given),
  expectNone: (given) => probe().expectNone(given),
  "a message to a probe": (given) => {
    const one = probe<unknown>();
    one.sender.send(given);
    return one.expect(() => false);
  },
  probeActor: (given) => probeActor(given).expect(() => false, 0),
  stateOf: (given) => stateOf(given),
  "the target of crash": (given) => injected(crash(given)),
  "the error of crash": (given) => injected(crash(spawn(Idle), given ?? null)),
  closing: (given) => injected(closing(given)),
  "the count of flood": (given) => injected(flood(given, () => undefined)),
  "send of flood": (given) => injected(flood(1, given)),
  "the network of disturbance": (given) => injected(disturbance(given)),
  "the options of disturbance": (given) => injected(disturbance(network, given)),
  ...perOption("disturbance", ["every", "kinds", "lasting", "times"], (options) =>
    injected(disturbance(network, options)),
  ),
  killNode: (given) => killNode(given),
  "a node of killNode": (given) => killNode({ alive: ["a"], kill: () => undefined }, given),
  "the process of a history": (given) => recordHistory<unknown, unknown>().begin(given, 1)(2),
  "the input of a history": (given) => recordHistory<unknown, unknown>().begin("a", given)(2),
  "the output of a history": (given) => recordHistory<unknown, unknown>().begin("a", 1)(given),
  "the operation of a history": (given) => recordHistory<unknown, unknown>().call("a", 1, given),
  "the model of a history": (given) => recordHistory<unknown, unknown>().check(given),
  "a call of a history that is checked": (given) => {
    const history = recordHistory<unknown, unknown>();
    history.begin(given, given)(given);
    history.check(model as never);
  },
  "the calls of isLinearizable": (given) => isLinearizable(given, model as never),
  "the model of isLinearizable": (given) => isLinearizable([], given),
  ...perOption("a model", ["initial", "key", "step"], (one) =>
    isLinearizable([{ process: "a", input: 1, output: 1, began: 0, returned: 1 }], {
      ...model,
      ...(one as object),
    } as never),
  ),
};

for (const [name, call] of Object.entries(calls)) {
  test(`${name}: a value of the wrong kind is refused with a sentence, or taken`, async () => {
    const ends: unknown[] = [];
    const found = await wrongCalls((given) => {
      const made = call(given);
      if (made instanceof Promise) ends.push(made.catch(() => {}));
      return made;
    });
    await Promise.all(ends);
    assert.equal(found, []);
  });
}

test.run();
