// An echo beside a task that gives way each millisecond.

import { go, yieldNow } from "@mailslot/core";
import { busyFor } from "../io/busy.mjs";
import echo from "./echo.mjs";

export default async function busyEcho() {
  const { port, stop } = await echo();
  const work = go(function* compute() {
    for (;;) {
      busyFor(1);
      yield* yieldNow();
    }
  });
  return {
    port,
    stop() {
      work.cancel();
      return stop();
    },
  };
}
