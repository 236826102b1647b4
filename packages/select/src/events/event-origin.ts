/** Where events come from, and how to listen there. */

/** Where events come from: an EventTarget, or an emitter in Node's manner. */
export type EventOrigin =
  | Pick<EventTarget, "addEventListener" | "removeEventListener">
  | {
      /** Begins to call `listener` with each event. */
      on(type: string, listener: (event: unknown) => void): unknown;
      /** Stops calling it. */
      off(type: string, listener: (event: unknown) => void): unknown;
    };

/** Listens to events of one type; returns what stops it. */
export function listen(origin: EventOrigin, type: string, listener: (event: unknown) => void): () => void {
  if ("addEventListener" in origin) {
    origin.addEventListener(type, listener);
    return () => origin.removeEventListener(type, listener);
  }
  origin.on(type, listener);
  return () => origin.off(type, listener);
}
