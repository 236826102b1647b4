import { objects } from "../../threads/rows.mjs";
import { run } from "./worker.mjs";

export default (size) => objects(run, size);
