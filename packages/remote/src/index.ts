/** The public names of @mailslot/remote. */

export type { ErrorClass } from "@mailslot/actor/engine";
export { type Carrier, type CarrierListener, keepParcel, type Parcel } from "./carrier/carrier.js";
export { type MemoryConnection, type MemoryOptions, memoryConnection } from "./carrier/memory.js";
export { type PortCarrier, type PortLike, type PortOptions, portCarrier } from "./carrier/port.js";
export { RemoteError, type RemoteErrorCode } from "./errors.js";
export type { RemoteSender } from "./handle/remote-sender.js";
export { type MemoryNodes, type MemoryNodesOptions, memoryNodes, type NodeLink } from "./node/memory-nodes.js";
export { createNode, type Node, type NodeOptions, type PeerIdentity } from "./node/node.js";
export type { Peer } from "./node/peer-handle.js";
export { type Carriage, carry } from "./value/carry.js";
