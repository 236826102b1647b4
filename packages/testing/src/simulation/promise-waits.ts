/**
 * The waits of promises: an operation that is awaited, and a `for await` that waits for the next message. No task stands for
 * them in a dump, so the simulation notes them, while it runs, where they begin: at `then`, and at `next` of an iteration.
 */
import { channel, Source } from "@mailslot/core";

type Settle = ((given: unknown) => unknown) | null | undefined;
type Then = (this: Source<unknown>, onValue?: Settle, onError?: Settle) => Promise<unknown>;

interface Iteration {
  readonly source: Source<unknown>;
  next(): Promise<unknown>;
}

const iteration = Object.getPrototypeOf(channel()[Symbol.asyncIterator]()) as Iteration;

export class PromiseWaits {
  private readonly waits: Set<{ readonly source: Source<unknown> }>;
  private readonly then: Then;
  private readonly next: Iteration["next"];

  constructor() {
    this.waits = new Set();
    this.then = Source.prototype.then as Then;
    this.next = iteration.next;
  }

  replace(): void {
    const { waits, then, next } = this;
    const begin = (source: Source<unknown>): (() => void) => {
      const wait = { source };
      waits.add(wait);
      return () => void waits.delete(wait);
    };
    // No promise is added: the order of promise jobs stays what it was.
    Source.prototype.then = function (this: Source<unknown>, onValue: Settle, onError: Settle) {
      const end = begin(this);
      return then.call(this, after(end, onValue, true), after(end, onError, false));
    } as Source<unknown>["then"];
    iteration.next = function (this: Iteration) {
      const end = begin(this.source);
      const result = next.call(this);
      result.then(end, end);
      return result;
    };
  }

  restore(): void {
    Source.prototype.then = this.then as Source<unknown>["then"];
    iteration.next = this.next;
  }

  /** What promises wait for that have not settled, in words. */
  pending(): string[] {
    return [...this.waits].map(({ source }) => source.describe()); // user code may run here
  }
}

function after(end: () => void, settle: Settle, isValue: boolean): (given: unknown) => unknown {
  return (given) => {
    end();
    if (typeof settle === "function") return settle(given);
    if (isValue) return given;
    throw given;
  };
}
