// Two bare workers that wait for messages.

import { setTimeout as sleep } from "node:timers/promises";
import { bareWorker } from "./bare.mjs";

await Promise.all([bareWorker(), bareWorker()]);

export default async function idle(seconds) {
  await sleep(1000 * seconds);
  return seconds;
}
