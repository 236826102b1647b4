// runs under Node alone: it needs sockets.
/** The contract of networks, over TCP. */
import { test } from "uvu";
import { opening } from "./contract/opening.js";
import { TcpGround } from "./ground.js";

const ground = new TcpGround();
opening(ground);

test.run();
