// What lives on the workers: accounts, and what kills a worker. The main program imports this module for the definitions, each
// worker as its entry.
import { threadId } from "node:worker_threads";
import { defineActor, Refusal } from "@mailslot/actor";

interface AccountState {
  balance: number;
  /** Which of the account's lives this is. */
  readonly life: number;
  /** How many entries of the journal are in the balance that it began with. */
  readonly since: number;
}

/** An account gives up money for a transfer, and books what the journal has decided. */
export const Account = defineActor("account", {
  state: (balance: number, life: number, since: number): AccountState => ({ balance, life, since }),
  receive: {
    /** Takes money out for a transfer, and tells by which life; refuses when there is too little. */
    withdraw(ctx, amount: number): number {
      if (ctx.state.balance < amount) throw new Refusal("too little money");
      ctx.state.balance -= amount;
      return ctx.state.life;
    },
    /** Books money that an entry of the journal brings, unless the account has begun with it. */
    deposit(ctx, entry: number, amount: number): void {
      if (entry >= ctx.state.since) ctx.state.balance += amount;
    },
    balance: (ctx): number => ctx.state.balance,
    thread: (): number => threadId,
  },
});

/** Ends the worker that it lives on, in the middle of whatever the accounts there do. */
export const Killer = defineActor("killer", { receive: { kill: (): never => process.exit(1) } });
