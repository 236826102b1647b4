// A word changes, and a worker that sleeps in Atomics.wait is notified.

import { parked } from "../threads/wakes.mjs";
import { withWaiter } from "./waiter.mjs";

export default (size) => withWaiter(false, (wake) => parked(wake, size));
