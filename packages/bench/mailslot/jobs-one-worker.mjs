// One worker makes jobs and runs all of them.

import { madeHere } from "../threads/work.mjs";
import { threads } from "./threads.mjs";

const pool = await threads(1);

export default (size) => pool.run(madeHere, size);
