/**
 * Executes every scenario of the lock-free parts, the long ones too, and all mutants: `node --import tsx packages/threads/check/main.ts`.
 */

import { BYTES_PROOF } from "../test/atomic/byte-ring.proof.js";
import { DONE_PROOF } from "../test/atomic/done-list.proof.js";
import { IDLE_PROOF } from "../test/atomic/idle.proof.js";
import { BLOCK_PROOF } from "../test/atomic/job-block.proof.js";
import { prove } from "../test/atomic/proof.js";
import { RING_PROOF } from "../test/atomic/ring.proof.js";

prove(RING_PROOF, true);
prove(BLOCK_PROOF, true);
prove(DONE_PROOF, true);
prove(IDLE_PROOF, true);
prove(BYTES_PROOF, true);
