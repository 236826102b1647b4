// The bank: finds accounts by their holders, and reopens one from its journal after a crash.
import { type ExitReason, exitOf, spawn, stop, taskOf } from "@mailslot/actor";
import { type Source, type Steps, watchEnd } from "@mailslot/core";
import { Account, type AccountRef } from "./account.js";
import type { Faults } from "./faults.js";
import { Journal } from "./journal.js";

/** One crash of an account. */
export interface Crash {
  readonly holder: string;
  /** The name of the actor that crashed. */
  readonly actor: string;
  readonly reason: ExitReason;
}

export class Bank {
  readonly crashes: Crash[] = [];
  private readonly journals = new Map<string, Journal>();
  private readonly accounts = new Map<string, AccountRef>();
  private readonly faults: Faults;

  constructor(faults: Faults) {
    this.faults = faults;
  }

  get holders(): string[] {
    return [...this.journals.keys()];
  }

  open(holder: string, balance: number): void {
    this.journals.set(holder, new Journal(balance));
  }

  /** Returns the account of `holder` that lives now. */
  account(holder: string): AccountRef {
    const known = this.accounts.get(holder);
    if (known?.alive) return known;
    const journal = this.journals.get(holder);
    if (journal === undefined) throw new RangeError(`nobody called ${holder} has an account here`);
    const account = spawn(Account, holder, journal, this.faults);
    this.accounts.set(holder, account);
    this.watch(holder, account);
    return account;
  }

  /** Asks every account for its balance. */
  *balances(): Steps<Map<string, number>> {
    const balances = new Map<string, number>();
    for (const holder of this.holders) balances.set(holder, yield* this.account(holder).ask.balance());
    return balances;
  }

  /** Ends every account. */
  *close(): Steps<void> {
    const exits: Source<ExitReason>[] = [];
    for (const account of this.accounts.values()) {
      stop(account);
      exits.push(exitOf(account));
    }
    for (const exit of exits) yield* exit;
  }

  /** Watches the account from the start, so that a crash at its first message is seen too. */
  private watch(holder: string, account: AccountRef): void {
    watchEnd(taskOf(account), {
      ended: (outcome) => {
        if (outcome.status === "failed") this.crashes.push({ holder, actor: account.name, reason: outcome.error });
        return true;
      },
    });
  }
}
