// The journal of an account: what outlives its crashes, as a file or a database would. A booking is known by the number
// of its transfer, so that one which is asked for again is not made again.

/** One booking, or the first balance. */
export interface Entry {
  readonly transfer: string;
  readonly amount: number;
}

export class Journal {
  private readonly entries = new Map<string, Entry>();
  private sum = 0;

  constructor(opening: number) {
    this.write({ transfer: "opening", amount: opening });
  }

  get balance(): number {
    return this.sum;
  }

  has(transfer: string): boolean {
    return this.entries.has(transfer);
  }

  write(entry: Entry): void {
    this.entries.set(entry.transfer, entry);
    this.sum += entry.amount;
  }
}
