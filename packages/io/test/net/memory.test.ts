// runs under Node alone: the package needs Node.
/** The contract of networks, in memory: at once, and far away. */
import { test } from "uvu";
import { contract } from "./contract/contract.js";
import { MemoryGround } from "./ground.js";

for (const ground of [new MemoryGround(0), new MemoryGround([5, 20])]) {
  contract(ground);
}

test.run();
