/** The public names of @mailslot/io. */
export { IoError, type IoErrorCode, ioError } from "./errors.js";
export { type Link, type MemoryNetwork, type MemoryNetworkOptions, memoryNetwork } from "./memory/memory-network.js";
export type { Connection, TlsDetails } from "./net/connection.js";
export { type ConnectionHandle, handle, type ListenerHandle } from "./net/handle.js";
export type { Listener, Network } from "./net/network.js";
export type { Address, ConnectOptions, HostAddress, ListenOptions, PathAddress, StreamOptions } from "./net/options.js";
export { connect, listen, sockets } from "./net/socket-network.js";
