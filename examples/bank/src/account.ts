// An account: an actor, so one booking at a time. It keeps its balance, and writes down what it does.
import { defineActor, type RefOf, Refusal } from "@mailslot/actor";
import type { Faults } from "./faults.js";
import type { Journal } from "./journal.js";

export const Account = defineActor("account", {
  state: (holder: string, journal: Journal, faults: Faults) => ({ holder, journal, faults, balance: journal.balance }),
  receive: {
    /** Answers the new balance. Refuses to go below zero; does nothing when it has made this booking before. */
    book({ state }, transfer: string, amount: number): number {
      const { holder, journal, faults } = state;
      if (journal.has(transfer)) return state.balance;
      if (state.balance + amount < 0) throw new Refusal(`${holder} has ${state.balance} and cannot give ${-amount}`);
      faults("before");
      journal.write({ transfer, amount });
      state.balance += amount;
      faults("after");
      return state.balance;
    },
    balance({ state }): number {
      return state.balance;
    },
  },
});

export type AccountRef = RefOf<typeof Account>;
