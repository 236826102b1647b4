// What is decided, on the thread that no worker takes down with it: the transfers that were made, and which life of an account is the present one.

/** A transfer that was made. */
export interface Entry {
  readonly from: string;
  readonly to: string;
  readonly amount: number;
}

export class Journal {
  readonly entries: Entry[];
  private readonly opening: number;
  private readonly lives: Map<string, number>;

  constructor(opening: number) {
    this.opening = opening;
    this.entries = [];
    this.lives = new Map();
  }

  /** Begins another life of an account, with the balance of all that was decided so far. */
  open(account: string): readonly [balance: number, life: number, since: number] {
    const life = this.lifeOf(account) + 1;
    this.lives.set(account, life);
    return [this.balanceOf(account), life, this.entries.length];
  }

  /** Decides a transfer; null if the life that gave up the money is over, and the money is back in the account. */
  decide(entry: Entry, life: number): number | null {
    if (this.lifeOf(entry.from) !== life) return null;
    return this.entries.push(entry) - 1;
  }

  balanceOf(account: string): number {
    let balance = this.opening;
    for (const { from, to, amount } of this.entries) {
      if (to === account) balance += amount;
      if (from === account) balance -= amount;
    }
    return balance;
  }

  private lifeOf(account: string): number {
    return this.lives.get(account) ?? 0;
  }
}
