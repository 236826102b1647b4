// One job after the other.

import { job } from "../threads/rows.mjs";
import { echo } from "../threads/work.mjs";
import { threads } from "./threads.mjs";

const pool = await threads(2);

export default (size) => job((_, value) => pool.run(echo, value), size);
