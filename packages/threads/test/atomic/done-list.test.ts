// watchdog: 120 s
/** The list of jobs that have ended, under every interleaving. */
import { DONE_PROOF } from "./done-list.proof.js";
import { prove } from "./proof.js";

prove(DONE_PROOF);
