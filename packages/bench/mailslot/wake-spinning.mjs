// A job is made while the worker still spins.

import { spinning } from "../threads/wakes.mjs";
import { begun } from "../threads/work.mjs";
import { threads } from "./threads.mjs";

const pool = await threads(1);

export default (size) => spinning(() => pool.run(begun), size);
