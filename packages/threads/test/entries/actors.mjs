// Actors for the tests, as a program has them: a module that every thread imports.
import { workerData } from "node:worker_threads";
import { defineActor, exitOf, Refusal } from "@mailslot/actor";
import { currentThreads } from "@mailslot/threads";

export class Overdrawn extends Refusal {
  constructor(by) {
    super(`overdrawn by ${by}`);
    this.by = by;
  }
  get name() {
    return "Overdrawn";
  }
}

export const Account = defineActor("account", {
  state: (balance) => ({ balance }),
  receive: {
    deposit(ctx, amount) {
      ctx.state.balance += amount;
    },
    balance: (ctx) => ctx.state.balance,
    withdraw(ctx, amount) {
      if (amount > ctx.state.balance) throw new Overdrawn(amount - ctx.state.balance);
      ctx.state.balance -= amount;
      return ctx.state.balance;
    },
    worker: () => workerData.id,
    echo: (_ctx, value) => value,
    exit: () => process.exit(3),
    spin(_ctx, flag) {
      Atomics.store(flag, 0, 1);
      while (Atomics.load(flag, 1) === 0);
    },
  },
});

/** Moves money between accounts that may live anywhere. */
export const Clerk = defineActor("clerk", {
  receive: {
    *transfer(_ctx, from, to, amount) {
      yield* from.ask.withdraw(amount);
      yield* to.tell.deposit(amount);
      return yield* to.ask.balance();
    },
  },
});

/** Ends its worker in the middle of a message, when it is told to through shared memory. */
export const Bomb = defineActor("bomb", {
  receive: {
    explode(_ctx, flag) {
      Atomics.store(flag, 0, 1);
      Atomics.notify(flag, 0);
      Atomics.wait(flag, 0, 1);
      process.exit(3);
    },
    noop: () => {},
  },
});

/** Cannot be spawned. */
export const Broken = defineActor("broken", {
  state() {
    throw new Error("no state");
  },
  receive: {},
});

/** Spawns and watches others, on whichever worker it is. */
export const Head = defineActor("head", {
  receive: {
    *hire(_ctx, worker) {
      return yield* currentThreads().spawnWith({ worker }, Account, 7);
    },
    *ends(_ctx, ref) {
      return yield* exitOf(ref);
    },
    asks: (_ctx, ref) => ref.ask.balance(),
    *fails(_ctx, worker) {
      const spawning = currentThreads().spawnWith({ worker }, Broken); // does not throw here
      try {
        return yield* spawning;
      } catch (error) {
        return error.message;
      }
    },
  },
});
