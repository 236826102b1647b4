// A word changes while a worker looks at it again and again.

import { spinning } from "../threads/wakes.mjs";
import { waiter } from "./waiter.mjs";

const wake = await waiter(true);

export default (size) => spinning(wake, size);
