/** The wait until an actor's `started` has run: for supervisors and other code that needs a service to be ready. */
import { type NotReady, notReady, QueuedSource } from "@mailslot/core";

/** The actor that starts. */
export interface Starter {
  readonly name: string;
  /** Whether `started` has still to run, or to end. */
  readonly isStarting: boolean;
  /** Returns why the actor has exited before it had started; null when it has started. */
  startFailure(): Error | null;
}

export class Start extends QueuedSource<void> {
  private readonly actor: Starter;

  constructor(actor: Starter) {
    super();
    this.actor = actor;
  }

  poll(): undefined | NotReady {
    if (this.actor.isStarting) return notReady;
    const failure = this.actor.startFailure();
    if (failure !== null) throw failure;
    return undefined;
  }

  /** Tells those who wait that the actor has started, or has exited before. */
  settle(): void {
    if (this.waiters.head === null) return;
    const failure = this.actor.startFailure();
    if (failure === null) this.waiters.deliverAll(undefined);
    else this.waiters.failAll(() => failure);
  }

  override describe(): string {
    return `the start of ${this.actor.name}`;
  }
}
