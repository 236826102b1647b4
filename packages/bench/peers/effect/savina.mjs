// An actor is a fiber with a Queue as mailbox.

import { Effect, Fiber, Queue } from "effect";

const loop = (actor, make) =>
  Effect.gen(function* () {
    const handle = make(actor);
    for (;;) handle(yield* Queue.take(actor.mailbox));
  });

let fibers = [];

/** @type {import("../../savina/programs.mjs").Library} */
export const library = {
  spawn(make) {
    const actor = { mailbox: Effect.runSync(Queue.unbounded()), fiber: null };
    actor.fiber = Effect.runFork(loop(actor, make));
    fibers.push(actor.fiber);
    return actor;
  },
  tell: (actor, message) => Queue.offerUnsafe(actor.mailbox, message),
  stop: (actor) => actor.fiber.interruptUnsafe(),
  async run(program) {
    const result = await new Promise(program);
    await Effect.runPromise(Fiber.interruptAll(fibers));
    fibers = [];
    return result;
  },
};
