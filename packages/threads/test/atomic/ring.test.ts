// watchdog: 120 s
/** The run queue, under every interleaving. */
import { prove } from "./proof.js";
import { RING_PROOF } from "./ring.proof.js";

prove(RING_PROOF);
