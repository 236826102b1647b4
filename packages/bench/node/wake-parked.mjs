// A word changes, and a worker that sleeps in Atomics.wait is notified.

import { parked } from "../threads/wakes.mjs";
import { waiter } from "./waiter.mjs";

const wake = await waiter(false);

export default (size) => parked(wake, size);
