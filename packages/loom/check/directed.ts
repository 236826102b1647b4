/** Small models made by hand, for what random programs seldom bring about: each says which outcomes there must be. */

import type { Engine } from "./equivalence.js";

interface Directed {
  readonly name: string;
  readonly outcomes: readonly string[];
  /** Whether waits may time out. Default: false. */
  readonly timeouts?: boolean;
  readonly model: (engine: Engine) => () => unknown;
}

const memory = (length: number): Int32Array => new Int32Array(new SharedArrayBuffer(4 * length));

type AsyncAtomics = {
  waitAsync(
    view: Int32Array,
    index: number,
    value: number,
    timeout?: number,
  ): { value: { then(callback: () => void): void } };
};

const waitAsync = (view: Int32Array, callback: () => void, word = 0, timeout?: number): void => {
  (Atomics as unknown as AsyncAtomics).waitAsync(view, word, 0, timeout).value.then(callback);
};

const nothing = (): void => {};

export const DIRECTED: readonly Directed[] = [
  {
    name: "waiters are served in the order in which they came",
    outcomes: ["1"],
    model: (engine) => () => {
      const words = memory(3);
      const sleeper = engine.spawn(() => {
        waitAsync(words, () => Atomics.compareExchange(words, 1, 0, 1));
        waitAsync(words, () => Atomics.compareExchange(words, 1, 0, 2));
        Atomics.store(words, 2, 1);
      });
      while (Atomics.load(words, 2) === 0) (Atomics as { pause?: () => void }).pause?.();
      Atomics.notify(words, 0, 1);
      Atomics.notify(words, 0, 1);
      engine.join(sleeper);
      return Atomics.load(words, 1);
    },
  },
  {
    name: "notify wakes no more than it is told to",
    outcomes: ["!deadlock"],
    model: (engine) => () => {
      const words = memory(2);
      const sleepers = [1, 2].map(() => engine.spawn(() => Atomics.wait(words, 0, 0)));
      Atomics.notify(words, 0, 1);
      engine.join(...sleepers);
      return 0;
    },
  },
  {
    name: "a woken thread runs after its notify",
    outcomes: ['["not-equal",1]', '["ok",1]'],
    model: (engine) => () => {
      const words = memory(4);
      const waker = engine.spawn(() => {
        words[1] = 1;
        Atomics.store(words, 0, 1);
        Atomics.notify(words, 0);
      });
      const how = Atomics.wait(words, 0, 0);
      const seen = words[1];
      engine.join(waker);
      return [how, seen];
    },
  },
  {
    name: "a notify alone makes what came before it visible",
    outcomes: ["!deadlock", "1"],
    model: (engine) => () => {
      const words = memory(2);
      engine.spawn(() => {
        words[1] = 1;
        Atomics.notify(words, 0);
      });
      Atomics.wait(words, 0, 0);
      return words[1];
    },
  },
  {
    name: "reading a plain write synchronises with no thread",
    outcomes: ["!data race", "0"],
    model: (engine) => () => {
      const words = memory(2);
      engine.racy(words, 0, 1);
      const writer = engine.spawn(() => {
        words[1] = 1;
        Atomics.store(words, 0, 1);
        words[0] = 2;
      });
      const seen = Atomics.load(words, 0) === 2 ? words[1] : 0;
      engine.join(writer);
      return seen;
    },
  },
  {
    name: "a child starts after its spawn",
    outcomes: ["7"],
    model: (engine) => () => {
      const words = memory(2);
      words[0] = 7;
      const child = engine.spawn(() => {
        words[1] = words[0]!;
      });
      engine.join(child);
      return words[1];
    },
  },
  {
    // A wait that does not sleep must depend on the list of waiters all the same, or dpor never gets to the deadlock.
    name: "a notify before the wait is found although the wait may not sleep at all",
    outcomes: ["!deadlock", "0"],
    model: (engine) => () => {
      const words = memory(2);
      const sleeper = engine.spawn(() => {
        Atomics.notify(words, 1);
        Atomics.wait(words, 0, 0);
      });
      const writer = engine.spawn(() => {
        Atomics.notify(words, 1);
        Atomics.exchange(words, 0, 2);
      });
      const waker = engine.spawn(() => Atomics.notify(words, 0));
      engine.join(sleeper, writer, waker);
      return 0;
    },
  },
  {
    name: "accesses of different width race where they overlap, and those of one width do not",
    outcomes: ["!data race", "16777219", "3"],
    model: (engine) => () => {
      const buffer = new SharedArrayBuffer(4);
      const [wide, narrow] = [new Int32Array(buffer), new Uint8Array(buffer)];
      for (const at of [0, 1, 2, 3]) Atomics.store(narrow, at, 0);
      const adder = engine.spawn(() => Atomics.add(wide, 0, 1));
      if (engine.choose(2) === 0) Atomics.add(narrow, 3, 1);
      Atomics.add(wide, 0, 2);
      engine.join(adder);
      return Atomics.load(wide, 0);
    },
  },
  {
    name: "a compare-exchange that fails is before or after a write, as each load is",
    outcomes: [0, 2].flatMap((a) => [0, 2].flatMap((b) => [0, 2].map((c) => JSON.stringify([a, b, c])))),
    model: (engine) => () => {
      const words = memory(1);
      const seen = memory(3);
      const look = (at: number) => () => {
        seen[at] = at < 2 ? Atomics.load(words, 0) : Atomics.compareExchange(words, 0, 1, 0);
      };
      engine.join(
        engine.spawn(() => Atomics.store(words, 0, 2)),
        ...[0, 1, 2].map((at) => engine.spawn(look(at))),
      );
      return Array.from(seen);
    },
  },
  {
    name: "a sequence that reverses a race goes on from the choice that it was recorded with",
    outcomes: ["00", "02", "22"].flatMap((loads) =>
      ["000", "002", "010", "012", "100", "102", "110", "112"].map((rest) =>
        JSON.stringify(Array.from(loads + rest, Number)),
      ),
    ),
    model: (engine) => () => {
      const words = memory(2);
      const seen = memory(5);
      engine.join(
        engine.spawn(() => {
          seen[0] = Atomics.load(words, 0);
          seen[2] = engine.choose(2);
          seen[1] = Atomics.load(words, 0);
        }),
        engine.spawn(() => {
          seen[3] = engine.choose(2);
          seen[4] = Atomics.load(words, 1);
        }),
        engine.spawn(() => {
          Atomics.store(words, 0, 2);
          Atomics.store(words, 1, 2);
        }),
      );
      return Array.from(seen);
    },
  },
  {
    name: "a compare-exchange does what the word says when it comes first, whatever it did after the other step",
    outcomes: "000 002 012 020 022 102 112 122 200 202 212 220 222"
      .split(" ")
      .map((row) => JSON.stringify(Array.from(row, Number))),
    model: (engine) => () => {
      const words = memory(1);
      const seen = memory(3);
      engine.join(
        engine.spawn(() => Atomics.store(words, 0, 2)),
        engine.spawn(() => {
          seen[0] = Atomics.compareExchange(words, 0, 0, 2);
        }),
        engine.spawn(() => {
          seen[1] = Atomics.load(words, 0);
        }),
        engine.spawn(() => {
          seen[2] = Atomics.compareExchange(words, 0, 2, 1);
        }),
      );
      return Array.from(seen);
    },
  },
  {
    name: "a notify that wakes no thread is before or after a wait, as each other notify is",
    outcomes: ["!deadlock", "[0,0,0,0]", "[0,0,0,1]", "[1,0,1,1]", "[1,1,0,0]", "[1,1,0,1]"],
    model: (engine) => () => {
      const words = memory(1);
      const seen = memory(4);
      engine.join(
        engine.spawn(() => {
          seen[0] = Atomics.wait(words, 0, 1) === "ok" ? 1 : 0;
        }),
        engine.spawn(() => {
          seen[1] = Atomics.notify(words, 0, 1);
        }),
        engine.spawn(() => {
          seen[2] = Atomics.notify(words, 0, 1);
          seen[3] = Atomics.load(words, 0);
        }),
        engine.spawn(() => Atomics.store(words, 0, 1)),
      );
      return Array.from(seen);
    },
  },
  {
    // The time-out cannot come before the thread's own notify, so it must not stand for what else can.
    name: "a notify that answers its own thread is before or after a wait of another thread",
    outcomes: ["1", "2"],
    timeouts: true,
    model: (engine) => () => {
      const words = memory(3);
      const waker = engine.spawn(() => {
        waitAsync(words, nothing, 0, 5);
        waitAsync(words, nothing, 1);
        words[2] = Atomics.notify(words, 1, 2);
      });
      const waiter = engine.spawn(() => waitAsync(words, nothing, 1, 5));
      engine.join(waker, waiter);
      return words[2];
    },
  },
];

/** Explores hand-made models in three modes; returns what is wrong with the first that differs. */
export function directedProblem(engine: Engine, models: readonly Directed[] = DIRECTED): string | undefined {
  for (const { name, outcomes, timeouts = false, model } of models) {
    for (const mode of ["dpor", "stateful", "dfs"] as const) {
      const found = [...engine.explore(model(engine), { mode, timeouts, keepGoing: true }).outcomes.keys()].sort();
      if (found.join() !== [...outcomes].sort().join()) return `${name} (${mode}): ${found.join()}`;
    }
  }
  return undefined;
}
