// Bare workers that have each given back a message.

import { residentOf } from "../threads/resident.mjs";
import { bareWorker } from "./bare.mjs";

export const start = (workers) => Promise.all(Array.from({ length: workers }, bareWorker));

export default (workers) => residentOf(import.meta.url, workers);
