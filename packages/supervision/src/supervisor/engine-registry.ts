/** Which actors are supervisors. */
import type { AnyRef } from "@mailslot/actor";
import type { Engine } from "./engine.js";

const engines = new WeakMap<AnyRef, Engine>();

/** Makes the engine of a supervisor known. */
export function registerEngine(engine: Engine): void {
  engines.set(engine.ref, engine);
}

/** Returns the engine of a supervisor; undefined for any other actor. */
export function engineOf(ref: AnyRef): Engine | undefined {
  return engines.get(ref);
}
