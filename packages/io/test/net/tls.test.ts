// runs under Node alone: it needs sockets.
/** The contract of networks, over TLS. */
import { test } from "uvu";
import { contract } from "./contract/contract.js";
import { secure } from "./contract/secure.js";
import { TlsGround } from "./ground.js";

const ground = new TlsGround();
contract(ground);
secure(ground);

test.run();
