// A teller: an actor that makes transfers, one at a time. It asks one account to give and the other to take. If an account
// crashes meanwhile, it is unknown whether it has booked, so the teller asks again, with the same number.
import { defineActor, RejectedError, UnknownOutcomeError } from "@mailslot/actor";
import type { Steps } from "@mailslot/core";
import type { Bank } from "./bank.js";

/** An order to transfer an amount. */
export interface Order {
  readonly transfer: string;
  readonly from: string;
  readonly to: string;
  readonly amount: number;
}

/** What became of an order. */
export type Outcome = "done" | "refused";

/** How often tellers had to ask again. */
export interface Retries {
  /** After an ask whose outcome is unknown. */
  unknown: number;
  /** After an ask that is known not to have been handled. */
  rejected: number;
}

interface TellerState {
  readonly bank: Bank;
  readonly retries: Retries;
  readonly careless: boolean;
}

export const Teller = defineActor("teller", {
  state: (bank: Bank, retries: Retries, careless: boolean): TellerState => ({ bank, retries, careless }),
  askTimeout: Number.POSITIVE_INFINITY, // a transfer is repeated until it is made or refused
  receive: {
    *transfer({ state }, { transfer, from, to, amount }: Order): Steps<Outcome> {
      if (!(yield* booked(state, from, transfer, -amount))) return "refused";
      yield* booked(state, to, transfer, amount);
      return "done";
    },
  },
});

/** Asks until it is known what became of the booking; returns whether it was made. */
function* booked(state: TellerState, holder: string, transfer: string, amount: number): Steps<boolean> {
  for (let attempt = 1; ; attempt++) {
    const number = state.careless ? `${transfer}, attempt ${attempt}` : transfer;
    try {
      yield* state.bank.account(holder).ask.book(number, amount);
      return true;
    } catch (error) {
      if (isRefusal(error)) return false;
      if (error instanceof UnknownOutcomeError) state.retries.unknown++;
      else if (error instanceof RejectedError) state.retries.rejected++;
      else throw error;
    }
  }
}

/** Tells whether the account has refused; other rejections come from accounts that crashed before they handled the ask. */
function isRefusal(error: unknown): boolean {
  return error instanceof RejectedError && error.code === "ERR_MAILSLOT_REJECTED";
}
