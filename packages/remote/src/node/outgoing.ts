/**
 * What this node has asked of one other and has no answer to yet: asks, spawns, and tells that wait for room.
 *
 * Invariants: an ask is in `asks` exactly while it has neither an answer nor been given up.
 */
import { type DistantAsk, RejectedError, UnknownOutcomeError } from "@mailslot/actor";
import type { Oneshot } from "@mailslot/core";
import { Pending } from "@mailslot/core/engine";
import { RemoteError } from "../errors.js";

/** What an ask keeps of the way that it has taken. */
interface Carried {
  readonly number: number;
  readonly path: object;
}

/** Returns the number of an ask, and the connection by which it was sent; undefined when it was not sent from this copy. */
export function wayOf(ask: DistantAsk): Carried | undefined {
  return ask.carried as Carried | undefined;
}

export class Outgoing {
  private readonly asks: Map<number, DistantAsk>;
  private readonly spawns: Map<number, Oneshot<unknown>>;
  private readonly waiting: Set<RoomWait>;
  private readonly waits: (more: number) => void;
  private last: number;

  /** `waits` counts what waits for an answer. */
  constructor(waits: (more: number) => void) {
    this.waits = waits;
    this.asks = new Map();
    this.spawns = new Map();
    this.waiting = new Set();
    this.last = 0;
  }

  /** Takes in an ask, which keeps its number and `path`, the connection by which it goes. */
  addAsk(ask: DistantAsk, path: object): number {
    const number = ++this.last;
    this.asks.set(number, ask);
    ask.carried = { number, path } satisfies Carried;
    this.waits(1);
    return number;
  }

  /** Takes out an ask that has its answer. */
  takeAsk(number: number): DistantAsk | null {
    const ask = this.asks.get(number) ?? null;
    if (this.asks.delete(number)) this.waits(-1);
    return ask;
  }

  /** Takes out an ask that was given up; returns its number, or null when it is not there. */
  forget(ask: DistantAsk): number | null {
    const number = wayOf(ask)?.number ?? null;
    return number !== null && this.takeAsk(number) !== null ? number : null;
  }

  addSpawn(answer: Oneshot<unknown>): number {
    const number = ++this.last;
    this.spawns.set(number, answer);
    this.waits(1);
    return number;
  }

  takeSpawn(number: number): Oneshot<unknown> | null {
    const answer = this.spawns.get(number) ?? null;
    if (this.spawns.delete(number)) this.waits(-1);
    return answer;
  }

  /** Returns the wait for room. */
  waitForRoom(): Pending {
    return new RoomWait(this.waiting);
  }

  /** Lets go on what waited for room. */
  room(): void {
    for (const wait of [...this.waiting]) {
      this.waiting.delete(wait);
      wait.admit();
    }
  }

  /** Ends everything: the other node can be reached no more. `unread` are the numbers of the asks that it has not read. */
  endAll(node: string, unread: ReadonlySet<number>): void {
    const code = "ERR_MAILSLOT_NO_CONNECTION";
    for (const [number, ask] of this.asks) {
      const text = `the connection to node ${node} has ended`;
      this.takeAsk(number);
      ask.refuse(
        unread.has(number)
          ? new RejectedError(`${text} before it had read ${ask.message}: ask again elsewhere`, { code })
          : new UnknownOutcomeError(code, `${text}: it is not known whether ${ask.message} was handled`),
      );
    }
    for (const number of this.spawns.keys())
      this.takeSpawn(number)?.fail(new RemoteError(code, `node ${node} ended before it had spawned`));
    this.room();
  }
}

/** A tell that has been taken, and waits until there is room behind it. Given up, it is sent all the same: it is under way. */
class RoomWait extends Pending {
  private readonly line: Set<RoomWait>;

  constructor(line: Set<RoomWait>) {
    super();
    this.line = line;
    line.add(this);
  }

  protected enterAgain(): void {
    this.line.add(this);
  }

  protected leaveLine(): boolean {
    return false;
  }

  override describe(): string {
    return "room on the way to another node";
  }
}
