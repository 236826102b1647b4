/** A handler that waits beside others: its generator or promise, and the message it handles. */
import { type Operation, type Scheduler, Source, type Task } from "@mailslot/core";
import type { Ask } from "../ask/ask.js";
import type { Asker } from "../ask/asker.js";
import type { Message } from "../mailbox/message.js";
import { isSteps } from "./invoke.js";

const jobsByTask: WeakMap<Task, Interleaved> = new WeakMap();
const jobsByMessage: WeakMap<Message, Interleaved> = new WeakMap();

/** The actor whose handler interleaves. */
export interface Interleaver {
  readonly name: string;
  readonly scheduler: Scheduler;
  interleavedEnded(job: Interleaved): void;
  interleavedFailed(message: Message, error: unknown): void;
}

export class Interleaved implements Asker {
  private readonly actor: Interleaver;
  /** What it waits for. */
  private readonly asking: Set<Ask>;
  private message: Message | null;
  private task: Task | null;

  constructor(actor: Interleaver, message: Message, result: object) {
    this.actor = actor;
    this.asking = new Set();
    this.message = message;
    this.task = null;
    jobsByMessage.set(message, this);
    if (result instanceof Source || isSteps(result)) this.begin(result as Operation<unknown>, message);
    else
      (result as PromiseLike<unknown>).then(
        (value) => this.ended(value),
        (error) => this.failed(error),
      );
  }

  get name(): string {
    return this.actor.name;
  }

  /** Gives up what the handler waits for, and forgets it; returns its message when that has no answer yet. */
  cancel(reason: unknown): Message | null {
    const { message } = this;
    this.message = null;
    this.task?.cancel(reason); // user code may run here
    return message;
  }

  waits(ask: Ask): void {
    this.asking.add(ask);
  }

  waitsNoMore(ask: Ask): void {
    this.asking.delete(ask);
  }

  pendingAsks(): Iterable<Ask> {
    return this.asking;
  }

  private begin(operation: Operation<unknown>, message: Message): void {
    const job = this;
    const name = `${this.actor.name} ${message.kind.name}`;
    this.task = this.actor.scheduler.go(
      function* () {
        try {
          job.ended(yield* operation);
        } catch (error) {
          job.failed(error);
        }
      },
      { name },
    );
    jobsByTask.set(this.task, this);
  }

  private ended(value: unknown): void {
    const message = this.detach();
    if (message !== null) message.reply(value);
  }

  private failed(error: unknown): void {
    const message = this.detach();
    if (message !== null) this.actor.interleavedFailed(message, error);
  }

  private detach(): Message | null {
    const { message } = this;
    this.message = null;
    this.actor.interleavedEnded(this);
    return message;
  }
}

/** Returns the interleaved handler that the task is; null for every other task. */
export function interleavedOf(task: Task): Interleaved | null {
  return jobsByTask.get(task) ?? null;
}

/** Returns what handles the message beside others; null when nothing does. */
export function handlingOf(message: Message): Interleaved | null {
  return jobsByMessage.get(message) ?? null;
}
