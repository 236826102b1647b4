// runs under Node alone: the package needs Node.
/** The contract of networks, in memory: at once, and far away, and both over TLS. */
import { test } from "uvu";
import { contract } from "./contract/contract.js";
import { secure } from "./contract/secure.js";
import { MemoryGround, SecureMemoryGround } from "./ground.js";

for (const ground of [new MemoryGround(0), new MemoryGround([5, 20])]) {
  contract(ground);
}
for (const ground of [new SecureMemoryGround(0), new SecureMemoryGround([5, 20])]) {
  contract(ground);
  secure(ground);
}

test.run();
