// A day at a bank whose accounts live on worker threads, under a supervisor that opens them elsewhere when their worker has died.
import { exitOf, type RefOf, Refusal } from "@mailslot/actor";
import { forEach, type Steps } from "@mailslot/core";
import { supervisor } from "@mailslot/supervision";
import { startThreads } from "@mailslot/threads";
import { Account, Killer } from "./account.js";
import { type Entry, Journal } from "./journal.js";

export interface Plan {
  readonly workers: number;
  readonly accounts: number;
  readonly transfers: number;
  readonly kills: number;
  readonly seed: number;
}

export interface Day {
  readonly made: number;
  readonly refused: number;
  /** How often a transfer was begun once more, since an account had died with its worker. */
  readonly again: number;
  /** How many workers have died. */
  readonly deaths: number;
  readonly accounts: readonly Closing[];
}

/** An account in the evening. */
export interface Closing {
  readonly name: string;
  readonly thread: number;
  readonly balance: number;
  /** What the journal says that it holds. */
  readonly booked: number;
}

/** What each account holds in the morning. */
export const OPENING = 1_000;

const TELLERS = 16;

export async function runDay(plan: Plan): Promise<Day> {
  let [refused, again, deaths] = [0, 0, 0];
  const journal = new Journal(OPENING);
  await using threads = await startThreads({
    workers: plan.workers,
    entry: new URL("./account.js", import.meta.url),
    onDeath: () => deaths++,
  });
  const names = Array.from({ length: plan.accounts }, (_, n) => `account ${n + 1}`);
  const sup = await supervisor({
    intensity: { restarts: Number.POSITIVE_INFINITY },
    children: names.map((id) => ({ id, start: () => threads.spawn(Account, ...journal.open(id)) })),
  });
  // Refs that last: what is asked while an account is being opened elsewhere waits for it.
  const accounts = new Map(names.map((name) => [name, sup.refTo(name) as RefOf<typeof Account>]));
  const at = (name: string): RefOf<typeof Account> => accounts.get(name) as RefOf<typeof Account>;

  function* transfer(entry: Entry): Steps<void> {
    for (;;) {
      const life = yield* withdraw(entry);
      if (life === "refused") {
        refused++;
        return;
      }
      // Withdrawn by a life that is over, the money is back in the account.
      const number = life === "died" ? null : journal.decide(entry, life);
      if (number !== null) {
        at(entry.to).tell.deposit(number, entry.amount);
        return;
      }
      again++;
    }
  }

  function* withdraw({ from, amount }: Entry): Steps<number | "refused" | "died"> {
    try {
      return yield* at(from).ask.withdraw(amount);
    } catch (error) {
      if ((error as Error).cause instanceof Refusal) return "refused";
      const { code } = error as { code?: string };
      if (code === "ERR_MAILSLOT_NO_CONNECTION" || code === "ERR_MAILSLOT_NO_ACTOR") return "died";
      throw error;
    }
  }

  /** Ends a worker, and waits until it is known here that it is dead. */
  function* kill(worker: number): Steps<void> {
    const killer = yield* threads.spawnWith({ worker }, Killer);
    killer.tell.kill();
    yield* exitOf(killer);
  }

  const random = randomFrom(plan.seed);
  const kills = new Set(
    Array.from({ length: plan.kills }, (_, n) => Math.floor(((n + 1) * plan.transfers) / (plan.kills + 1))),
  );
  const transfers = Array.from({ length: plan.transfers }, () => entryOf(names, random));
  await forEach(
    transfers,
    function* (entry, n) {
      if (kills.has(n)) yield* kill(n % plan.workers);
      yield* transfer(entry);
    },
    { concurrency: TELLERS },
  );
  const closings: Closing[] = [];
  for (const name of names) {
    const [balance, thread] = [await at(name).ask.balance(), await at(name).ask.thread()];
    closings.push({ name, thread, balance, booked: journal.balanceOf(name) });
  }
  await sup.stop();
  return { made: journal.entries.length, refused, again, deaths, accounts: closings };
}

function entryOf(names: readonly string[], random: () => number): Entry {
  const from = Math.floor(random() * names.length);
  const to = (from + 1 + Math.floor(random() * (names.length - 1))) % names.length;
  return { from: names[from] as string, to: names[to] as string, amount: 1 + Math.floor(random() * 300) };
}

/** Returns numbers from 0 up to, not including, 1: Mulberry32, by Tommy Ettinger. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}
