import { job } from "../../threads/rows.mjs";
import { run } from "./worker.mjs";

export default (size) => job(run, size);
