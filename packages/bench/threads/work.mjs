// The jobs and the actor of Mailslot.

import { defineActor } from "@mailslot/actor";
import { currentThreads, defineJob } from "@mailslot/threads";
import * as functions from "./functions.mjs";
import { jobsInFlight } from "./rows.mjs";

export const echo = defineJob("echo", functions.echo);

export const Echo = defineActor("echo", { receive: { echo: (_ctx, value) => value } });

export const fib = defineJob("fib", function* (n) {
  if (n < functions.CUT) return functions.fib(n);
  const { fork, join } = currentThreads();
  const left = fork(fib, n - 1);
  const right = fork(fib, n - 2);
  return (yield* join(right)) + (yield* join(left));
});

export const spin = defineJob("spin", functions.spin);

export const skewed = defineJob("skewed", async (size) => {
  const { run } = currentThreads();
  const ends = await Promise.all(Array.from({ length: size }, (_, n) => run(spin, functions.roundsOf(n))));
  return ends.reduce((sum, one) => sum + one, 0);
});

/** Makes jobs on the worker that it runs on. */
export const madeHere = defineJob("made here", async (size) => {
  const { run } = currentThreads();
  return jobsInFlight((_, value) => run(echo, value), size);
});

/** Tells when it began, by a clock that all threads share. */
export const begun = defineJob("begun", () => process.hrtime.bigint());
