/** Where events come from, and how to listen there. */
import { badArgument } from "@mailslot/core/engine";

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
export function checkOrigin(what: string, origin: EventOrigin): void {
  const { addEventListener, on } = (origin ?? {}) as { addEventListener?: unknown; on?: unknown };
  if (typeof addEventListener === "function" || typeof on === "function") return;
  throw badArgument(`the origin of ${what}`, origin, "an EventTarget, or an emitter with on and off");
}

/** Listens to events of one type; returns what stops it. */
export function listen(origin: EventOrigin, type: string, listener: (event: unknown) => void): () => void {
  if ("addEventListener" in origin) {
    origin.addEventListener(type, listener);
    return () => origin.removeEventListener(type, listener);
  }
  origin.on(type, listener);
  return () => origin.off(type, listener);
}
