/**
 * Listeners on abort signals, noted while a simulation runs: one that is left on a signal that has not aborted is kept, with
 * all it holds, as long as the signal is. The own signal of a task ends with the task, and does not count.
 *
 * Invariants: `listening` holds what was added in the simulation and has not been removed since.
 */
import type { Task } from "@mailslot/core";

type Listen = EventTarget["addEventListener"];
type Options = { readonly capture?: boolean; readonly signal?: AbortSignal } | boolean | undefined;

interface Listener {
  readonly callback: unknown;
  readonly isCapturing: boolean;
  readonly until: AbortSignal | undefined;
}

export class AbortListeners {
  private readonly listening: Map<AbortSignal, Listener[]>;
  private readonly ignored: WeakSet<AbortSignal>;
  private restoreTasks: () => void;

  constructor() {
    this.listening = new Map();
    this.ignored = new WeakSet();
    this.restoreTasks = () => {};
  }

  /** What takes the place of the platform's functions. */
  replacements(): readonly (readonly [holder: object, name: string, value: unknown])[] {
    const { prototype } = AbortSignal;
    const [add, remove] = [prototype.addEventListener, prototype.removeEventListener] as [Listen, Listen];
    const noted = this;
    return [
      [
        prototype,
        "addEventListener",
        function (this: AbortSignal, ...given: Parameters<Listen>) {
          add.apply(this, given);
          noted.added(this, ...given);
        },
      ],
      [
        prototype,
        "removeEventListener",
        function (this: AbortSignal, ...given: Parameters<Listen>) {
          remove.apply(this, given);
          noted.removed(this, ...given);
        },
      ],
    ];
  }

  /** Begins to tell apart the signals of tasks, given one of them. */
  watchTasks(one: Task): void {
    let holder: object = one;
    while (!Object.hasOwn(holder, "signal")) holder = Object.getPrototypeOf(holder) as object;
    const descriptor = Object.getOwnPropertyDescriptor(holder, "signal") as PropertyDescriptor;
    const { ignored } = this;
    const get = function (this: Task): AbortSignal {
      const signal = descriptor.get?.call(this) as AbortSignal;
      ignored.add(signal);
      return signal;
    };
    Object.defineProperty(holder, "signal", { ...descriptor, get });
    this.restoreTasks = () => void Object.defineProperty(holder, "signal", descriptor);
  }

  restore(): void {
    this.restoreTasks();
  }

  /** Does not count what listens to this signal, which ends by itself. */
  ignore(signal: AbortSignal): void {
    this.ignored.add(signal);
  }

  /** How many listeners are left, on signals that have not aborted. */
  count(): number {
    let count = 0;
    for (const [signal, listeners] of this.listening)
      if (!signal.aborted) count += listeners.filter(({ until }) => until?.aborted !== true).length;
    return count;
  }

  private added(signal: AbortSignal, type: string, callback: unknown, options: Options): void {
    if (type !== "abort" || callback === null || signal.aborted || this.ignored.has(signal)) return;
    const listener = listenerOf(callback, options);
    const listeners = this.listening.get(signal) ?? [];
    if (!listeners.some((other) => isSame(other, listener))) this.listening.set(signal, [...listeners, listener]);
  }

  private removed(signal: AbortSignal, type: string, callback: unknown, options: Options): void {
    const listeners = this.listening.get(signal);
    if (type !== "abort" || listeners === undefined) return;
    const listener = listenerOf(callback, options);
    const left = listeners.filter((other) => !isSame(other, listener));
    if (left.length > 0) this.listening.set(signal, left);
    else this.listening.delete(signal);
  }
}

function listenerOf(callback: unknown, options: Options): Listener {
  const { capture = false, signal } = typeof options === "object" ? options : { capture: options ?? false };
  return { callback, isCapturing: capture, until: signal };
}

function isSame(one: Listener, other: Listener): boolean {
  return one.callback === other.callback && one.isCapturing === other.isCapturing;
}
