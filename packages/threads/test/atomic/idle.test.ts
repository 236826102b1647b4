// watchdog: 120 s
/** Searching, sleeping and waking, under every interleaving. */
import { IDLE_PROOF } from "./idle.proof.js";
import { prove } from "./proof.js";

prove(IDLE_PROOF);
