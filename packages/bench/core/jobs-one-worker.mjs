// What jobs-one-worker does, with tasks of core on one thread.

import { go } from "@mailslot/core";
import { echo } from "../threads/functions.mjs";
import { jobsInFlight } from "../threads/rows.mjs";

export default (size) => jobsInFlight((_, value) => go(() => echo(value)), size);
