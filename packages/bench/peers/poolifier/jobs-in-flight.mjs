import { jobsInFlight } from "../../threads/rows.mjs";
import { pool } from "./pool.mjs";

const run = pool(2);

export default (size) => jobsInFlight(run, size);
