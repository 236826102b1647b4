// A job is made when the worker has parked.

import { parked } from "../threads/wakes.mjs";
import { begun } from "../threads/work.mjs";
import { threads } from "./threads.mjs";

const pool = await threads(1);

export default (size) => parked(() => pool.run(begun), size);
