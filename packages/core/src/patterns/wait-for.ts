/** Waiting until the value of a watch is as wanted. */
import { type Watch, type WatchCell, WatchSubscription } from "../channel/watch.js";
import { ClosedError } from "../errors.js";
import { checkFunction, checkKind } from "../misuse.js";
import { type NotReady, notReady } from "../source/operation.js";
import type { Source } from "../source/source.js";

/**
 * Waits until `isWanted` returns true for the value of `watch`, and completes with that value; at once if it does now.
 * Values that come and go while nobody waits are not seen. Waiting again asks again. Fails with {@link ClosedError} when the
 * watch is closed and its last value is not wanted, and with what `isWanted` throws.
 *
 * @example
 * ```ts
 * import { go, waitFor, watch } from "@mailslot/core";
 *
 * const connections = watch(3);
 * const idle = go(() => waitFor(connections, (count) => count === 0));
 * for (const count of [2, 1, 0]) connections.send(count);
 * console.log(await idle); // 0
 * ```
 */
export function waitFor<T, S extends T>(watch: Watch<T>, isWanted: (value: T) => value is S): Source<S>;
export function waitFor<T>(watch: Watch<T>, isWanted: (value: T) => boolean): Source<T>;
export function waitFor<T>(watch: Watch<T>, isWanted: (value: T) => boolean): Source<T> {
  checkKind("the watch given to waitFor()", watch, "subscribe", "a watch");
  checkFunction("the condition given to waitFor()", isWanted);
  return new Condition(watch as WatchCell<T>, isWanted);
}

class Condition<T> extends WatchSubscription<T> {
  private readonly isWanted: (value: T) => boolean;

  constructor(cell: WatchCell<T>, isWanted: (value: T) => boolean) {
    super(cell);
    this.isWanted = isWanted;
  }

  override poll(): T | NotReady {
    const { value, closed } = this.publisher;
    if (this.isWanted(value)) return value; // user code may run here
    if (closed) throw this.closedError();
    return notReady;
  }

  /** Asks in the instant of the change, so that no value is missed while somebody waits. */
  override changed(): void {
    const { publisher: cell } = this;
    let asked: number;
    do {
      asked = cell.sent;
      const { value } = cell;
      try {
        if (this.isWanted(value)) return void this.waiters.deliverAll(value); // user code may run here
      } catch (error) {
        this.waiters.failAll(() => error);
        return;
      }
    } while (cell.sent !== asked); // the condition has sent
    if (this.waiters.head !== null) cell.waiting.add(this);
  }

  override describe(): string {
    return "a wanted value of a watch";
  }

  protected override closedError(): ClosedError {
    return new ClosedError("this watch is closed, and its last value is not the one that is waited for");
  }
}
