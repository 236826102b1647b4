// A word changes while a worker looks at it again and again.

import { spinning } from "../threads/wakes.mjs";
import { withWaiter } from "./waiter.mjs";

export default (size) => withWaiter(true, (wake) => spinning(wake, size));
