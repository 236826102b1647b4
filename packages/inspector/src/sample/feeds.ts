/**
 * What happens while somebody looks: dead letters and the reports of supervisors. The newest are kept for those who come to
 * look later; when nobody looks any more, nothing is heard and nothing kept.
 */
import { inspect } from "node:util";
import { type DeadLetter, deadLetters, describeReason } from "@mailslot/actor";
import { type BroadcastReceiver, LaggedError, notReady } from "@mailslot/core";
import { type SupervisionReport, supervisionReports } from "@mailslot/supervision";
import type { LetterRow, ReportRow } from "../protocol/frames.js";

/** How many rows are kept. */
export const KEPT = 300;
/** How long a text of a row may be. */
const LONGEST = 300;

/** The newest entries of a feed, as rows with rising numbers. */
export class Newest<T, R extends { readonly number: number }> {
  private readonly receiver: BroadcastReceiver<T>;
  private readonly rowOf: (entry: T, number: number) => R;
  private rows: R[];
  /** The number of the newest row. */
  last: number;

  constructor(receiver: BroadcastReceiver<T>, last: number, rowOf: (entry: T, number: number) => R) {
    this.receiver = receiver;
    this.rowOf = rowOf;
    this.rows = [];
    this.last = last;
  }

  /** How many entries came too fast to be seen. */
  get missed(): number {
    return this.receiver.missed;
  }

  /** Takes in what has come. */
  read(): void {
    for (let entry = this.next(); entry !== notReady; entry = this.next()) {
      this.rows.push(this.rowOf(entry, ++this.last));
      if (this.rows.length >= 2 * KEPT) this.rows = this.rows.slice(-KEPT);
    }
  }

  /** Returns the rows after number `seen`, at most the newest that are kept. */
  after(seen: number): R[] {
    return this.rows.slice(-KEPT).filter(({ number }) => number > seen);
  }

  end(): void {
    this.receiver.unsubscribe();
    this.rows = [];
  }

  private next(): T | typeof notReady {
    try {
      return this.receiver.tryRecv();
    } catch (error) {
      if (error instanceof LaggedError) return this.receiver.tryRecv();
      throw error;
    }
  }
}

export type Letters = Newest<DeadLetter, LetterRow>;
export type Reports = Newest<SupervisionReport, ReportRow>;

export function hearLetters(last: number): Letters {
  return new Newest(deadLetters(), last, ({ from, to, message, args, reason }, number) => {
    return { number, at: Date.now(), from, to: to.name, message, args: args.map(shown).join(", "), reason };
  });
}

export function hearReports(last: number): Reports {
  return new Newest(supervisionReports(), last, ({ event, supervisor, child, reason }, number) => {
    return { number, at: Date.now(), event, supervisor, child, reason: reasonText(reason) };
  });
}

export function reasonText(reason: unknown): string {
  return short(describeReason(reason as never));
}

/** Returns a value in a line. No code of the program runs: no getter, no `inspect` of its own, no trap of a proxy. */
function shown(value: unknown): string {
  const text = inspect(value, {
    depth: 1,
    customInspect: false,
    getters: false,
    maxArrayLength: 10,
    maxStringLength: 100,
    breakLength: Number.POSITIVE_INFINITY,
  });
  return short(text);
}

function short(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
