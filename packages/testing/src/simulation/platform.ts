/**
 * The platform's clock, timers and random numbers, replaced for the time of a simulation, so that code which knows nothing of
 * Mailslot lives in virtual time too. What a test runner had put in their place comes back afterwards.
 *
 * Invariants: `saved` holds what was there exactly while the replacements are in place.
 */
import type { AbortListeners } from "./abort-listeners.js";
import type { SeededRandom } from "./random.js";
import type { VirtualLoop } from "./virtual-loop.js";

type Callback = (...given: unknown[]) => void;
type Replacements = readonly (readonly [holder: object, name: string, value: unknown])[];

/** What `setTimeout` returns: an object with the methods of Node's, which is a number where one is expected. */
class TimerHandle {
  private readonly platform: Platform;
  private readonly fire: () => void;
  private readonly delay: number;
  readonly id: number;
  timer: unknown;

  constructor(platform: Platform, id: number, delay: number, fire: () => void) {
    this.platform = platform;
    this.id = id;
    this.delay = delay;
    this.fire = fire;
    this.timer = null;
    this.refresh();
  }

  refresh(): this {
    this.platform.loop.stopTimer(this.timer);
    this.platform.pending.set(this.id, this);
    this.timer = this.platform.loop.startTimer(this.delay, this.fire);
    return this;
  }

  close(): void {
    this.platform.loop.stopTimer(this.timer);
    this.platform.pending.delete(this.id);
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  hasRef(): boolean {
    return true;
  }

  [Symbol.toPrimitive](): number {
    return this.id;
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

export class Platform {
  readonly loop: VirtualLoop;
  private readonly random: SeededRandom;
  private readonly listeners: AbortListeners;
  /** The timers that have been started here and have neither fired nor been stopped. */
  readonly pending: Map<number, TimerHandle>;
  /** By how much the clock on the wall differs from the virtual time, in milliseconds. */
  wallOffset: number;
  private lastId: number;
  private saved: (readonly [object, string, PropertyDescriptor | undefined])[];
  private placed: Replacements;
  private isOver: boolean;

  constructor(loop: VirtualLoop, random: SeededRandom, startTime: number, listeners: AbortListeners) {
    this.loop = loop;
    this.random = random;
    this.listeners = listeners;
    this.pending = new Map();
    this.wallOffset = startTime;
    this.lastId = 0;
    this.saved = [];
    this.placed = [];
    this.isOver = true;
  }

  replace(): void {
    this.isOver = false;
    const replacements = [...this.replacements(), ...this.listeners.replacements()];
    this.saved = replacements.map(([holder, name]) => [holder, name, Object.getOwnPropertyDescriptor(holder, name)]);
    this.placed = replacements.map(([holder, name, value]) => [
      holder,
      name,
      this.forNow(holder, name, value as Callback),
    ]);
    for (const [holder, name, value] of this.placed)
      Object.defineProperty(holder, name, { value, writable: true, configurable: true });
  }

  /**
   * Puts back what was there. Returns the names of what others have replaced meanwhile, and leaves that in place: they remove
   * their own only, and put back what they found here, which from then on does what the platform does.
   */
  restore(): string[] {
    this.isOver = true;
    const changed = this.placed.filter(([holder, name, value]) => Reflect.get(holder, name) !== value);
    for (const [holder, name, descriptor] of this.saved) {
      if (changed.some(([other, its]) => other === holder && its === name)) continue;
      if (descriptor === undefined) Reflect.deleteProperty(holder, name);
      else Object.defineProperty(holder, name, descriptor);
    }
    return changed.map(([, name]) => name);
  }

  /** Returns a function that is the replacement as long as the simulation runs, and then what it has replaced. */
  private forNow(holder: object, name: string, replacement: Callback): Callback {
    const before = Reflect.get(holder, name) as Callback;
    return new Proxy(replacement, {
      apply: (own, self, given) => Reflect.apply(this.isOver ? before : own, self, given),
      construct: (own, given, newTarget) => Reflect.construct(this.isOver ? before : own, given, newTarget) as object,
      get: (own, key) => Reflect.get(this.isOver ? before : own, key) as unknown,
    });
  }

  private replacements(): Replacements {
    const { crypto, performance } = globalThis;
    const setTimer = (callback: Callback, delay?: number, ...given: unknown[]): TimerHandle =>
      this.start(delay, false, () => callback(...given));
    const clearTimer = (timer: unknown): void => this.pending.get(Number(timer))?.close();
    return [
      [globalThis, "setTimeout", setTimer],
      [globalThis, "clearTimeout", clearTimer],
      [
        globalThis,
        "setInterval",
        (callback: Callback, delay?: number, ...given: unknown[]) => this.start(delay, true, () => callback(...given)),
      ],
      [globalThis, "clearInterval", clearTimer],
      [
        globalThis,
        "setImmediate",
        (callback: Callback, ...given: unknown[]) => this.start(0, false, () => callback(...given)),
      ],
      [globalThis, "clearImmediate", clearTimer],
      [globalThis, "Date", this.dateClass()],
      [Math, "random", () => this.random.next()],
      [performance, "now", () => this.loop.now()],
      [AbortSignal, "timeout", (delay: number) => this.abortAfter(delay)],
      [crypto, "randomUUID", () => this.uuid()],
      [crypto, "getRandomValues", <T extends ArrayBufferView>(into: T) => this.fill(into)],
    ];
  }

  private start(delay: number | undefined, again: boolean, callback: () => void): TimerHandle {
    const given = Number(delay);
    const handle: TimerHandle = new TimerHandle(this, ++this.lastId, given >= 1 ? given : 1, () => {
      if (again) handle.refresh();
      else this.pending.delete(handle.id);
      callback(); // user code runs here
    });
    return handle;
  }

  private abortAfter(delay: number): AbortSignal {
    const controller = new AbortController();
    const handle = this.start(delay, false, () =>
      controller.abort(new DOMException("The operation was aborted due to timeout", "TimeoutError")),
    );
    this.pending.delete(handle.id); // as on the platform, it keeps nothing alive
    this.listeners.ignore(controller.signal);
    return controller.signal;
  }

  private dateClass(): DateConstructor {
    const wall = (): number => Math.floor(this.loop.now() + this.wallOffset);
    return new Proxy(Date, {
      construct: (target, given, newTarget) =>
        Reflect.construct(target, given.length === 0 ? [wall()] : given, newTarget),
      apply: (target) => new target(wall()).toString(),
      get: (target, name, receiver) => (name === "now" ? wall : Reflect.get(target, name, receiver)),
    });
  }

  private uuid(): string {
    const digits = (count: number): string =>
      Array.from({ length: count }, () => this.random.below(16).toString(16)).join("");
    return `${digits(8)}-${digits(4)}-4${digits(3)}-${"89ab"[this.random.below(4)]}${digits(3)}-${digits(12)}`;
  }

  private fill<T extends ArrayBufferView>(into: T): T {
    const bytes = new Uint8Array(into.buffer, into.byteOffset, into.byteLength);
    for (let index = 0; index < bytes.length; index++) bytes[index] = this.random.below(256);
    return into;
  }
}
