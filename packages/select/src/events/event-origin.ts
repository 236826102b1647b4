/** Where events come from, and how to listen there. */
import { badArgument, checkKind, isReadable } from "@mailslot/core/engine";

/** Where events come from: an EventTarget, or an emitter in Node's manner. */
export type EventOrigin =
  | Pick<EventTarget, "addEventListener" | "removeEventListener">
  | {
      /** Begins to call `listener` with each event. */
      on(type: string, listener: (event: unknown) => void): unknown;
      /** Stops calling it. */
      off(type: string, listener: (event: unknown) => void): unknown;
    };

/** Fails with `ERR_MAILSLOT_ARGUMENT` unless `origin` can be listened to; `what` is what listens. */
export function checkOrigin(what: string, origin: EventOrigin, type: string): void {
  const method = isReadable(origin) && "addEventListener" in origin ? "addEventListener" : "on";
  checkKind(`the origin of ${what}`, origin, method, "an EventTarget, or an emitter with on and off");
  if (typeof type === "string" || (typeof type === "symbol" && method === "on")) return; // emitters have symbols, too
  throw badArgument(`the type of events of ${what}`, type, "a string");
}

type Heard = (event: unknown) => void;

/** What listens to one type of events of one origin, through one listener there. */
class Listener {
  private readonly origin: EventOrigin;
  private readonly type: string;
  private readonly waiting: Set<Heard>;
  private readonly heard: Heard;

  constructor(origin: EventOrigin, type: string) {
    this.origin = origin;
    this.type = type;
    this.waiting = new Set();
    this.heard = (event) => this.tellAll(event);
  }

  add(one: Heard): void {
    const { origin, type, heard } = this;
    if ("addEventListener" in origin)
      origin.addEventListener(type, heard); // does nothing the second time; user code may run here
    else if (this.waiting.size === 0 || this.isRemoved(origin)) origin.on(type, heard); // and here
    this.waiting.add(one);
  }

  /** Returns whether nothing listens any more. */
  remove(one: Heard): boolean {
    if (!this.waiting.delete(one) || this.waiting.size > 0) return false;
    const { origin, type, heard } = this;
    if ("addEventListener" in origin) origin.removeEventListener(type, heard);
    else origin.off(type, heard);
    return true;
  }

  /** Whether somebody has taken all listeners from an emitter. */
  private isRemoved(origin: object & { listeners?: (type: string) => unknown[] }): boolean {
    return typeof origin.listeners === "function" && !origin.listeners(this.type).includes(this.heard);
  }

  /** Tells who listens when the event comes; not who has stopped meanwhile, or begins. */
  private tellAll(event: unknown): void {
    for (const one of [...this.waiting]) if (this.waiting.has(one)) one(event);
  }
}

/**
 * The listeners of each origin, by the type of event. With one for each wait, removing one costs a walk of all, and Node warns of
 * more than ten.
 */
const listeners: WeakMap<object, Map<string, Listener>> = new WeakMap();

/** Listens to events of one type; returns what stops it. What listens must not throw. */
export function listen(origin: EventOrigin, type: string, one: Heard): () => void {
  let ofOrigin = listeners.get(origin);
  if (ofOrigin === undefined) {
    ofOrigin = new Map();
    listeners.set(origin, ofOrigin);
  }
  const known = ofOrigin.get(type);
  const listener = known ?? new Listener(origin, type);
  listener.add(one); // user code may run here
  ofOrigin.set(type, listener);
  return () => {
    if (listener.remove(one) && ofOrigin.get(type) === listener) ofOrigin.delete(type);
  };
}
