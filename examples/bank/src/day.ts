// A day at the bank: accounts are opened, tellers make random transfers side by side, and in the evening all is counted.
import { exitOf, spawn, stop } from "@mailslot/actor";
import { go, type Source, type Steps } from "@mailslot/core";
import { Bank, type Crash } from "./bank.js";
import { faultsOf } from "./faults.js";
import { randomFrom } from "./random.js";
import { type Order, type Outcome, type Retries, Teller } from "./teller.js";

/** What is to happen. */
export interface Plan {
  readonly accounts: number;
  /** What each account holds in the morning. */
  readonly opening: number;
  readonly transfers: number;
  readonly tellers: number;
  /** One booking in this many crashes; 0 for none. */
  readonly crashes: number;
  readonly seed: number;
  /** Whether tellers take a new number when they ask again. */
  readonly careless: boolean;
}

/** What has happened. */
export interface Day {
  readonly plan: Plan;
  readonly outcomes: Readonly<Record<Outcome, number>>;
  readonly retries: Retries;
  readonly crashes: readonly Crash[];
  readonly balances: ReadonlyMap<string, number>;
  /** What all accounts held together in the morning, and in the evening. */
  readonly before: number;
  readonly after: number;
}

/** Runs a day; resolves when every actor has ended. */
export async function runDay(plan: Plan): Promise<Day> {
  return await go(() => day(plan));
}

function* day(plan: Plan): Steps<Day> {
  const random = randomFrom(plan.seed);
  const bank = new Bank(faultsOf(plan.crashes, random));
  for (let n = 1; n <= plan.accounts; n++) bank.open(`holder ${n}`, plan.opening);
  const retries = { unknown: 0, rejected: 0 };
  const outcomes = yield* serve(bank, ordersOf(plan, bank.holders, random), retries, plan);
  const balances = yield* bank.balances();
  yield* bank.close();
  const after = [...balances.values()].reduce((sum, balance) => sum + balance, 0);
  return { plan, outcomes, retries, crashes: bank.crashes, balances, before: plan.accounts * plan.opening, after };
}

function ordersOf({ transfers, opening }: Plan, holders: readonly string[], random: () => number): Order[] {
  const choose = () => Math.floor(random() * holders.length);
  return Array.from({ length: transfers }, (_, n) => {
    const from = choose();
    const to = (from + 1 + Math.floor(random() * (holders.length - 1))) % holders.length;
    const amount = 1 + Math.floor(random() * opening);
    return { transfer: `transfer ${n + 1}`, from: holders[from] ?? "", to: holders[to] ?? "", amount };
  });
}

/** Gives the orders to tellers in turn; ends when all are served. */
function* serve(bank: Bank, orders: readonly Order[], retries: Retries, plan: Plan): Steps<Record<Outcome, number>> {
  const tellers = Array.from({ length: plan.tellers }, () => spawn(Teller, bank, retries, plan.careless));
  const answers: Source<Outcome>[] = [];
  for (const [n, order] of orders.entries()) {
    const teller = tellers[n % tellers.length];
    if (teller !== undefined) answers.push(teller.ask.transfer(order));
  }
  const outcomes = { done: 0, refused: 0 };
  for (const answer of answers) outcomes[yield* answer]++;
  for (const teller of tellers) {
    stop(teller);
    yield* exitOf(teller);
  }
  return outcomes;
}
