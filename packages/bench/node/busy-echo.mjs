// An echo beside work that gives way each millisecond: in plain Node, with setImmediate.

import { busyFor } from "../io/busy.mjs";
import echo from "./echo.mjs";

export default async function busyEcho() {
  const { port, stop } = await echo();
  let working = true;
  work();
  return {
    port,
    stop() {
      working = false;
      return stop();
    },
  };

  function work() {
    busyFor(1);
    if (working) setImmediate(work);
  }
}
