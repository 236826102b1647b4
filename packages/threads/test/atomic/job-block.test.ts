// watchdog: 120 s
/** The state word of a job, under every interleaving. */
import { BLOCK_PROOF } from "./job-block.proof.js";
import { prove } from "./proof.js";

prove(BLOCK_PROOF);
