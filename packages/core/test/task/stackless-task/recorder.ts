/** A stackless task that tests drive. */
import { isMailslotError, type Scheduler, StacklessTask, type Steps } from "@mailslot/core";

/** Writes down what is done to it; each wake-up does the next thing of its list. */
export class Recorder extends StacklessTask<string> {
  readonly seen: unknown[] = [];
  readonly todo: ((self: Recorder) => void)[] = [];

  constructor(scheduler: Scheduler, label = "recorder") {
    super({ label }, scheduler);
    this.announce();
  }

  override get name(): string {
    return (this.kind as { label: string }).label;
  }

  override react(): void {
    this.seen.push("react");
    const next = this.todo.shift() ?? (() => this.idle());
    next(this);
  }

  override returned(value: unknown): void {
    this.seen.push(["left", value]);
  }

  override threw(error: unknown): void {
    this.seen.push(["threw", isMailslotError(error) ? error.code : error]);
  }

  start(steps: () => Steps<unknown>): void {
    this.todo.push(() => {
      if (this.runSteps(steps())) this.idle();
    });
    this.wake();
  }
}
