/** The end of an actor elsewhere, for those who wait: its carrier hears of the first who comes and of the last who leaves. */
import { type NotReady, Source, type TaskOutcome, type Waiter } from "@mailslot/core";
import type { ExitReason } from "../exit-reason.js";

/** What is told of those who wait. */
interface Watched {
  watch(sees: boolean): void;
  watchToTheEnd(sees: boolean): void;
  unwatch(): void;
}

export class DistantEnd extends Source<TaskOutcome<ExitReason>> {
  private readonly actor: Watched;
  private readonly end: Source<TaskOutcome<ExitReason>>;

  constructor(actor: Watched, end: Source<TaskOutcome<ExitReason>>) {
    super();
    this.actor = actor;
    this.end = end;
  }

  /** Whoever polls wants to know as well, now and then: others who have left meanwhile may have been the last. */
  poll(): TaskOutcome<ExitReason> | NotReady {
    this.actor.watch(true);
    return this.end.poll();
  }

  subscribe(waiter: Waiter<TaskOutcome<ExitReason>>): void {
    this.actor.watchToTheEnd(true);
    this.end.subscribe(waiter);
  }

  unsubscribe(waiter: Waiter<TaskOutcome<ExitReason>>): void {
    this.end.unsubscribe(waiter);
    this.actor.unwatch();
  }

  override describe(): string {
    return this.end.describe();
  }
}
