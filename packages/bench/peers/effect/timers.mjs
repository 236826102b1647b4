// A timer is a fiber that sleeps; interrupting the fiber cancels it.

import { Effect, Exit, Fiber } from "effect";
import { timerDelay } from "../../harness/catalogue.mjs";

export default async function timers(size) {
  const fibers = [];
  for (let n = 0; n < size; n++) fibers.push(Effect.runFork(Effect.sleep(timerDelay(n))));
  const exits = await Effect.runPromise(Effect.andThen(Fiber.interruptAll(fibers), Fiber.awaitAll(fibers)));
  return exits.filter(Exit.isFailure).length;
}
