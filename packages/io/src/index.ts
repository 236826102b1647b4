/// <reference types="node" preserve="true" />
/** The public names of @mailslot/io. */

export { type BlockingOptions, type BlockingPool, type BlockingResult, blocking } from "./blocking.js";
export { IoError, type IoErrorCode, ioError } from "./errors.js";
export { type Following, type FollowOptions, follow } from "./file/follow.js";
export { type OpenFile, type OpenOptions, openFile } from "./file/open-file.js";
export { type FileChange, type FileWatch, type WatchFileOptions, watchFile } from "./file/watch-file.js";
export { appendFile, type ReadFileOptions, readFile, type WriteFileOptions, writeFile } from "./file/whole-file.js";
export type { HttpAnswer } from "./http/answer.js";
export type { BodyOptions, HttpBody } from "./http/body.js";
export type { HttpExchange } from "./http/exchange.js";
export { type FetchAnswer, type FetchHandler, serveFetch } from "./http/fetch/serve-fetch.js";
export { type HttpOptions, type HttpServer, serveHttp } from "./http/http-server.js";
export { type HttpRequestOptions, type HttpResponse, requestHttp } from "./http/request.js";
export type { HttpUpgrade, UpgradedConnection } from "./http/upgrade/upgrade.js";
export { type HttpUpgrades, type UpgradesOptions, upgrades } from "./http/upgrade/upgrades.js";
export type { BytesFrom } from "./lines/input.js";
export { type Lines, type LinesOptions, lines } from "./lines/lines.js";
export type { Link } from "./memory/link.js";
export { type MemoryNetwork, type MemoryNetworkOptions, memoryNetwork } from "./memory/memory-network.js";
export type { Connection, TlsDetails } from "./net/connection.js";
export { type ConnectionHandle, handle, type ListenerHandle } from "./net/handle.js";
export type { Listener, Network } from "./net/network.js";
export type { Address, ConnectOptions, HostAddress, ListenOptions, PathAddress, StreamOptions } from "./net/options.js";
export { type Exit, type Pipe, type ProcessOptions, type RunningProcess, startProcess } from "./process/child.js";
export { type RunUntilSignalOptions, runUntilSignal, type Stoppable } from "./process/run-until-signal.js";
export { type ProcessSignals, processSignals } from "./process/signals.js";
export { stdin } from "./process/stdin.js";
export { connect, listen, sockets } from "./socket/socket-network.js";
export type { ByteSink, ByteSource } from "./source/bytes.js";
export { bindUdp, type Datagram, type UdpOptions, type UdpSocket } from "./udp/udp-socket.js";
