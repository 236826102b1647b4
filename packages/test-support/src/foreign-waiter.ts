/** A waiter of a third party, which may throw at any call, and the errors that reach the process because of it. */
import type { Waiter } from "@mailslot/core";
import * as assert from "uvu/assert";

export type Call = "claim" | "deliver" | "fail";

/** Makes a waiter that notes what is called, and throws in the calls that are named. */
export function foreignWaiter(...throwing: readonly Call[]): Waiter<unknown> & { readonly log: Call[] } {
  const log: Call[] = [];
  const at = (call: Call): true => {
    log.push(call);
    if (throwing.includes(call)) throw new Error(`${call} threw`);
    return true;
  };
  return {
    log,
    after: null,
    before: null,
    claim: () => at("claim"),
    deliver: () => void at("deliver"),
    fail: () => void at("fail"),
  };
}

/** Listens to the process for errors that nothing has caught; returns what asserts that these were all since the last time. */
export function uncaughtErrors(): (...messages: readonly string[]) => Promise<void> {
  const uncaught: unknown[] = [];
  process.on("uncaughtException", (error) => void uncaught.push(error));
  return async (...messages) => {
    await new Promise((done) => setImmediate(done));
    assert.equal(
      uncaught.splice(0).map((error) => (error as Error).message),
      messages,
    );
  };
}
