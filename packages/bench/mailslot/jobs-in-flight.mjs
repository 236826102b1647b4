// A thousand jobs under way.

import { jobsInFlight } from "../threads/rows.mjs";
import { echo } from "../threads/work.mjs";
import { threads } from "./threads.mjs";

const pool = await threads(2);

export default (size) => jobsInFlight((_, value) => pool.run(echo, value), size);
