/** A source of a third party that keeps the contract of sources, and whose code does anything beside. */
import { type NotReady, notReady, Source, type Waiter, WaitList } from "@mailslot/core";
import type { Misbehaving } from "@mailslot/test-support/misbehave";

export class ForeignSource extends Source<number> {
  readonly items: number[] = [];
  readonly waiters = new WaitList<number>();
  private readonly name: string;
  private readonly user: Misbehaving;

  constructor(name: string, user: Misbehaving) {
    super();
    this.name = name;
    this.user = user;
  }

  poll(): number | NotReady {
    const { length } = this.user.log;
    this.user.at(`poll of ${this.name}`, undefined);
    // Its code may have given up the wait that it is asked for: what it has it then gives when it is waited on.
    return this.user.log.length > length ? notReady : (this.items.shift() ?? notReady);
  }

  subscribe(waiter: Waiter<number>): void {
    this.user.at(`subscribe of ${this.name}, before`, undefined);
    this.waiters.add(waiter);
    if (this.items.length > 0) this.give(this.items.shift() as number); // it was given something by its own code
    this.user.at(`subscribe of ${this.name}, after`, undefined);
  }

  unsubscribe(waiter: Waiter<number>): void {
    this.waiters.remove(waiter);
    this.user.at(`unsubscribe of ${this.name}`, undefined);
  }

  /** Makes it have something. */
  give(item: number): void {
    const waiter = this.waiters.take();
    if (waiter === null) this.items.unshift(item);
    else waiter.deliver(item);
  }

  override describe(): string {
    return this.user.at(`describe of ${this.name}`, this.name);
  }
}
