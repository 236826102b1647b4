import { job } from "../../threads/rows.mjs";
import { pool } from "./pool.mjs";

const run = pool(1);

export default (size) => job(run, size);
