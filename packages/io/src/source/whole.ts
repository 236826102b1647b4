/**
 * Everything that a reader of bytes gives, as one operation that begins when it is waited on.
 *
 * Invariants: what was read is kept in `parts` when the wait is given up, and the next wait goes on after it; `reading` is
 * entered at most once.
 */
import { notReady, type Scheduler, type Source, type Waiter } from "@mailslot/core";
import type { Inbound } from "../net/inbound.js";
import { type Attempt, ColdOperation } from "./cold-operation.js";

/** What is read, how much of it is allowed, and what is made of it. */
export interface Whole<T> {
  readonly what: string;
  readonly scheduler: Scheduler;
  /** Returns the error for so many bytes, or null if they are allowed. */
  tooLong(size: number): Error | null;
  /** Makes the result; what it throws fails the operation. */
  convert(bytes: Buffer): T;
}

export function wholeOf<T>(reader: Inbound, whole: Whole<T>): Source<T> {
  const gathering = new Gathering(reader, whole);
  return new ColdOperation<T>(whole.scheduler, {
    what: `reading ${whole.what}`,
    begin: (attempt) => gathering.begin(attempt),
    discard: () => undefined,
    goesOn: true,
  });
}

class Gathering<T> implements Waiter<Buffer | undefined> {
  after: Waiter | null;
  before: Waiter | null;
  private readonly reader: Inbound;
  private readonly whole: Whole<T>;
  private readonly parts: Buffer[];
  private size: number;
  private attempt: Attempt<T> | null;

  constructor(reader: Inbound, whole: Whole<T>) {
    this.after = null;
    this.before = null;
    this.reader = reader;
    this.whole = whole;
    this.parts = [];
    this.size = 0;
    this.attempt = null;
  }

  begin(attempt: Attempt<T>): () => void {
    this.attempt = attempt;
    this.goOn();
    return () => {
      this.attempt = null;
      this.reader.leaveReader(this);
    };
  }

  claim(): boolean {
    return true;
  }

  deliver(chunk: Buffer | undefined): void {
    if (this.take(chunk)) this.goOn();
  }

  fail(error: unknown): void {
    const { attempt } = this;
    this.attempt = null;
    attempt?.failed(error);
  }

  /** Reads what is there, and waits for more. */
  private goOn(): void {
    try {
      for (;;) {
        const tooLong = this.whole.tooLong(this.size);
        if (tooLong !== null) throw tooLong;
        const chunk = this.reader.takeNext();
        if (chunk === notReady) break;
        if (!this.take(chunk)) return;
      }
      this.reader.enterReader(this);
    } catch (error) {
      this.fail(error);
    }
  }

  /** Keeps a chunk; completes at the end. Returns whether more is to be read. */
  private take(chunk: Buffer | undefined): boolean {
    if (chunk !== undefined) {
      this.parts.push(chunk);
      this.size += chunk.length;
      return this.attempt !== null;
    }
    let result: T;
    try {
      result = this.whole.convert(Buffer.concat(this.parts));
    } catch (error) {
      this.fail(error);
      return false;
    }
    const { attempt } = this;
    this.attempt = null;
    attempt?.completed(result);
    return false;
  }
}
