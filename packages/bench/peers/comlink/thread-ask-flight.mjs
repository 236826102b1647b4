import { jobsInFlight } from "../../threads/rows.mjs";
import { run } from "./worker.mjs";

export default (size) => jobsInFlight(run, size);
