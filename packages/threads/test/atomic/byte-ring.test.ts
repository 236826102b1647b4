// watchdog: 120 s
/** The ring of bytes, under every interleaving. */
import { BYTES_PROOF } from "./byte-ring.proof.js";
import { prove } from "./proof.js";

prove(BYTES_PROOF);
