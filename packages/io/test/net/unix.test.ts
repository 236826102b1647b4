// runs under Node alone: it needs sockets.
/** The contract of networks, over Unix sockets. */
import { test } from "uvu";
import { contract } from "./contract/contract.js";
import { UnixGround } from "./ground.js";

const ground = new UnixGround();
contract(ground);

test.run();
