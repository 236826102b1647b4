// runs under Node alone: it needs sockets.
/** The contract of networks, over TCP. */
import { test } from "uvu";
import { contract } from "./contract/contract.js";
import { TcpGround } from "./ground.js";

const ground = new TcpGround();
contract(ground);

test.run();
