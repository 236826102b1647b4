/** The workers of the pool: each does one job at a time, and may crash in the middle of it. */
import { defineActor } from "@mailslot/actor";
import { sleep } from "@mailslot/core";

export const Worker = defineActor("worker", {
  receive: {
    *square(_ctx, n: number) {
      yield* sleep(1); // what it costs
      return n * n;
    },
    crash() {
      throw new Error("a worker crashed");
    },
  },
});
