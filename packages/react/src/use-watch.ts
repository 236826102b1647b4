/** The value of a watch in a component. */
import { ClosedError, notReady, type Source, type Waiter, type Watch } from "@mailslot/core";
import { checkKind } from "@mailslot/core/engine";
import { useCallback, useSyncExternalStore } from "react";

/**
 * Returns the newest value of `watch`, and renders the component again when that changes. Values that come and go between two
 * renders are skipped. When the watch is closed, its last value stays. On a server it is the value at that time.
 *
 * @example
 * ```ts
 * import { watch } from "@mailslot/core";
 * import { useWatch } from "@mailslot/react";
 * import { createElement } from "react";
 * import { renderToString } from "react-dom/server";
 *
 * const count = watch(1);
 * function Count() {
 *   return createElement("b", null, useWatch(count));
 * }
 * count.send(2);
 * console.log(renderToString(createElement(Count))); // <b>2</b>
 * ```
 */
export function useWatch<T>(watch: Watch<T>): T {
  checkKind("the watch given to useWatch()", watch, "subscribe", "a watch");
  const subscribe = useCallback((changed: () => void) => new Changes(watch, changed).stop, [watch]);
  const read = (): T => watch.value;
  return useSyncExternalStore(subscribe, read, read);
}

/** Tells of each change of a watch until it is stopped. */
class Changes<T> implements Waiter<T> {
  after: Waiter | null;
  before: Waiter | null;
  /** Ends it; handed over as it is. */
  readonly stop: () => void;
  private readonly watch: Watch<T>;
  private readonly changed: () => void;
  private source: Source<T> | null;

  constructor(watch: Watch<T>, changed: () => void) {
    this.after = null;
    this.before = null;
    this.watch = watch;
    this.changed = changed;
    this.source = null;
    this.stop = () => {
      this.source?.unsubscribe(this);
      this.source = null;
    };
    this.await();
  }

  claim(): boolean {
    return this.source !== null;
  }

  deliver(): void {
    this.await(); // by another receiver: the one that delivers is not done with its waiters
    this.changed();
  }

  fail(): void {
    this.source = null; // it was closed: the value does not change any more
  }

  private await(): void {
    const source = this.watch.subscribe().recv();
    this.source = source;
    try {
      if (source.poll() === notReady) source.subscribe(this);
    } catch (error) {
      if (!(error instanceof ClosedError)) throw error;
      this.source = null;
    }
  }
}
