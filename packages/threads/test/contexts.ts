/** The jobs of `entries/contexts.mjs`, typed. */
import type { AsyncLocalStorage } from "node:async_hooks";
import type { ContextCarrier } from "@mailslot/core";
import type { Job } from "@mailslot/threads";

export const contexts: URL = new URL("./entries/contexts.mjs", import.meta.url);

/** Whose context it was, and whether it was the main thread. */
type Said = [user: unknown, isMainThread: boolean];

export interface Contexts {
  readonly users: AsyncLocalStorage<unknown>;
  readonly carrier: ContextCarrier;
  readonly plain: Job<unknown[], Said>;
  readonly steps: Job<[], Generator<never, unknown[], unknown>>;
  readonly later: Job<[], Promise<unknown[]>>;
  readonly makes: Job<[], Promise<unknown[]>>;
  readonly dies: Job<[Int32Array], Said>;
}
