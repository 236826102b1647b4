/** The agents that keep connections of a network for the next request, one for HTTP and one for HTTPS. */
import * as http from "node:http";
import * as https from "node:https";
import type { Duplex } from "node:stream";
import type { ConnectionOptions } from "node:tls";
import { currentScheduler } from "@mailslot/core";
import { checkKind } from "@mailslot/core/engine";
import type { Network } from "../net/network.js";
import { sockets } from "../socket/socket-network.js";
import { hear } from "../source/hear.js";
import { ConnectionStream } from "./connection-stream.js";

type Created = (error: Error | null, stream: Duplex) => void;

const agents = new WeakMap<Network, { readonly plain: http.Agent; readonly secure: https.Agent }>();

/** Returns the agent for requests over `network`; those of sockets are the platform's own. */
export function agentOf(network: Network, isSecure: boolean): http.Agent {
  if (network === sockets) return isSecure ? https.globalAgent : http.globalAgent;
  let both = agents.get(network);
  if (both === undefined) {
    both = {
      plain: over(network, new http.Agent({ keepAlive: true }), false),
      secure: over(network, new https.Agent({ keepAlive: true }), true),
    };
    agents.set(network, both);
  }
  return isSecure ? both.secure : both.plain;
}

/** Has an agent connect over a network. */
function over<A extends http.Agent>(network: Network, agent: A, isSecure: boolean): A {
  const createConnection = (options: ConnectionOptions, created: Created): void => {
    const scheduler = currentScheduler();
    const { host, port } = options;
    const connecting = network.connect({ host, port: Number(port), ...(isSecure ? { tls: options } : {}) }); // user code may run here
    checkKind("what connect() of the network gives", connecting, "subscribe", "an operation");
    hear(
      connecting,
      (connection) => created(null, new ConnectionStream(scheduler, connection, false)),
      (error: unknown) => created(error as Error, undefined as never),
    );
  };
  return Object.assign(agent, { createConnection });
}
