/** What waits for the program to come to rest: nothing can run, and time would go on. */
import { type NotReady, notReady, QueuedSource } from "@mailslot/core";

/** A wait that a simulation looks at whenever the program is at rest. */
export class Watch extends QueuedSource<void> {
  private readonly description: string;
  private readonly look: () => boolean;
  wasWaitedFor: boolean;
  private ended: { readonly error?: unknown } | null;

  /** `look` returns whether the wait is over; what it throws, fails it. */
  constructor(description: string, look: () => boolean) {
    super();
    this.description = description;
    this.look = look;
    this.wasWaitedFor = false;
    this.ended = null;
  }

  /** Looks; returns whether the wait is over. */
  isOver(): boolean {
    if (this.ended !== null) return true;
    try {
      if (!this.look()) return false; // user code runs here
      this.ended = {};
      this.waiters.deliverAll(undefined);
    } catch (error) {
      this.fail(error);
    }
    return true;
  }

  fail(error: unknown): void {
    if (this.ended !== null) return;
    this.ended = { error };
    this.waiters.failAll(() => error);
  }

  poll(): undefined | NotReady {
    this.wasWaitedFor = true;
    if (this.ended === null) return notReady;
    if ("error" in this.ended) throw this.ended.error;
    return undefined;
  }

  override describe(): string {
    return this.description;
  }
}
