/** A carrier for tests, and steps that run in its contexts. */
import { type ContextCarrier, type Steps, yieldNow } from "@mailslot/core";

export interface Variable {
  active: string;
  runs: number;
  captures: number;
  readonly carrier: ContextCarrier<string>;
  within<T>(context: string, action: () => T): T;
}

/** A carrier whose context is a variable, as that of a storage is. */
export function variable(): Variable {
  const own: Variable = {
    active: "none",
    runs: 0,
    captures: 0,
    carrier: {
      capture() {
        own.captures++;
        return own.active;
      },
      run(context, tick) {
        own.runs++;
        own.within(context, tick);
      },
    },
    within(context, action) {
      const outer = own.active;
      own.active = context;
      try {
        return action();
      } finally {
        own.active = outer;
      }
    },
  };
  return own;
}

/** Waits for its turn so many times, and calls `after` before each. */
export function* yields(times: number, after: () => void): Steps<void> {
  for (let n = 0; n < times; n++) {
    after();
    yield* yieldNow();
  }
}
