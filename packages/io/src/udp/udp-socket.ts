/** UDP as its users see it, and how to bind it. */
import { createSocket } from "node:dgram";
import { currentScheduler, type Receiver, type Scheduler, type Source } from "@mailslot/core";
import { ioError } from "../errors.js";
import type { HostAddress } from "../net/options.js";
import { checkOnlyOptions, checkText, checkWhole, checkWord, LARGEST_SIZE, readOptions } from "../source/argument.js";
import { type Attempt, ColdOperation } from "../source/cold-operation.js";
import { UdpCore } from "./udp-core.js";

/** One datagram, as it came. */
export interface Datagram {
  /** What it carries; yours to keep. */
  readonly data: Buffer;
  /** Who sent it. */
  readonly from: HostAddress;
}

/** How to bind a UDP socket. */
export interface UdpOptions {
  /** The port, or 0 (the default) for one that the system chooses. */
  readonly port?: number;
  /** The address of this machine to bind; all of them by default. */
  readonly host?: string;
  /** "udp4" (the default) or "udp6". */
  readonly type?: "udp4" | "udp6";
  /** How many datagrams are kept until they are taken; 1,024 by default. */
  readonly capacity?: number;
  /** Which are dropped when there are more: "drop-newest" (the default), as the system does, or "drop-oldest". */
  readonly overflow?: "drop-newest" | "drop-oldest";
  /** Lets several sockets bind the same address. Default: false. */
  readonly reuseAddress?: boolean;
  /** Binds IPv6 alone, not IPv4 as well. Default: false. */
  readonly ipv6Only?: boolean;
  /** Bytes that the system keeps for this socket to receive. Default: the system's. */
  readonly receiveBuffer?: number;
  /** Bytes that the system keeps for this socket to send. Default: the system's. */
  readonly sendBuffer?: number;
  /** Ends it all when it aborts: the attempt and, once bound, the socket; waits fail with CancelledError. Default: none. */
  readonly signal?: AbortSignal;
}

/**
 * A bound UDP socket. It gives datagrams, can stand as a case of a select, and be iterated over: iteration ends with the
 * close. It belongs to its scheduler. `await using` closes it.
 */
export interface UdpSocket extends Receiver<Datagram>, AsyncDisposable {
  /** Where it is bound. */
  readonly address: HostAddress;
  /** The port of `address`. */
  readonly port: number;
  /** How many datagrams were dropped here because they were not taken in time; the system does not tell how many it dropped. */
  readonly dropped: number;
  /** How many datagrams found 256 under way and are not sent, since nothing waits for them or it is not their turn yet. */
  readonly unsent: number;
  /** Whether it is closed; nothing is received or sent any more. */
  readonly closed: boolean;

  /**
   * Takes the next datagram, or waits for one: first come, first served. Fails with ClosedError when closed, and once with
   * an {@link IoError} when the system reports a failure.
   */
  recv(): Source<Datagram>;

  /**
   * Sends a datagram, and completes when the system has taken it, which says nothing of its arrival. It acts when called;
   * while 256 datagrams are under way, it acts when waited on, first come, first served: such a send that nothing waits
   * for, or that is given up, sends nothing and holds nothing. Fails with an {@link IoError}: `ERR_MAILSLOT_LIMIT` when
   * it is too large, `…_UNKNOWN_HOST`, `…_UNREACHABLE`; with ClosedError, and the bytes as `unsent`, when closed.
   */
  send(data: Uint8Array | string, to: { readonly port: number; readonly host?: string }): Source<void>;

  /**
   * Closes it; it acts when called. What has come is dropped, and waits fail with ClosedError. Datagrams under way
   * go out first; an abort drops them, and their sends fail.
   */
  close(): void;

  /** Joins a multicast group, on one interface or as the system chooses; fails with an {@link IoError}. */
  joinGroup(group: string, onInterface?: string): void;
  /** Leaves a multicast group. */
  leaveGroup(group: string, onInterface?: string): void;
  /** Sets how many hops a multicast datagram may go. */
  setMulticastTtl(hops: number): void;
  /** Sets whether this machine hears what this socket sends to a group. */
  setMulticastLoopback(on: boolean): void;
  /** Sets the interface by which multicast datagrams leave. */
  setMulticastInterface(address: string): void;
  /** Sets whether datagrams may be sent to broadcast addresses. */
  setBroadcast(on: boolean): void;
  /** Sets how many hops a datagram may go. */
  setTtl(hops: number): void;
}

/**
 * Binds a UDP socket, when waited on. Given up, or aborted, it leaves nothing bound. Fails with an {@link IoError}:
 * `ERR_MAILSLOT_ADDRESS_IN_USE`, `…_ADDRESS_NOT_AVAILABLE`, `…_DENIED`, `…_UNKNOWN_HOST`.
 *
 * @example
 * ```ts
 * import { go } from "@mailslot/core";
 * import { bindUdp } from "@mailslot/io";
 *
 * await go(function* () {
 *   const one = yield* bindUdp({ host: "127.0.0.1" });
 *   const other = yield* bindUdp({ host: "127.0.0.1" });
 *   yield* one.send("ping", { host: "127.0.0.1", port: other.port });
 *   console.log(String((yield* other.recv()).data)); // ping
 *   one.close();
 *   other.close();
 * });
 * ```
 */
export function bindUdp(options: UdpOptions = {}): Source<UdpSocket> {
  checkOnlyOptions(options, "{ port: 5353 }");
  const read = readOptions(options, OPTIONS);
  checkText("the host", read.host);
  checkWord("the type", read.type, ["udp4", "udp6"]);
  checkWord("the overflow", read.overflow, ["drop-newest", "drop-oldest"]);
  checkWhole("the port", read.port, 0, 65_535);
  checkWhole("the capacity", read.capacity, 1);
  checkWhole("the buffer to receive", read.receiveBuffer, 1, LARGEST_SIZE);
  checkWhole("the buffer to send", read.sendBuffer, 1, LARGEST_SIZE);
  const scheduler = currentScheduler();
  const what = `binding UDP ${read.host ?? "*"}:${read.port ?? 0}`;
  return new ColdOperation<UdpSocket>(scheduler, {
    what,
    signal: read.signal,
    begin: (attempt) => bind(scheduler, read, attempt, what),
    discard: (socket) => void socket[Symbol.asyncDispose](),
  });
}

const OPTIONS: readonly (keyof UdpOptions)[] = [
  "port",
  "host",
  "type",
  "capacity",
  "overflow",
  "reuseAddress",
  "ipv6Only",
  "receiveBuffer",
  "sendBuffer",
  "signal",
];

function bind(scheduler: Scheduler, options: UdpOptions, attempt: Attempt<UdpSocket>, what: string): () => void {
  const { port = 0, host, type = "udp4", reuseAddress = false, ipv6Only = false, receiveBuffer, sendBuffer } = options;
  const socket = createSocket({
    type,
    reuseAddr: reuseAddress,
    ipv6Only,
    ...(receiveBuffer === undefined ? {} : { recvBufferSize: receiveBuffer }),
    ...(sendBuffer === undefined ? {} : { sendBufferSize: sendBuffer }),
  });
  let open = true;
  const undo = (): void => {
    if (open) socket.close();
    open = false;
  };
  const failed = (error: Error): void => {
    undo();
    attempt.failed(ioError(what, error));
  };
  socket.once("error", failed);
  socket.bind({ port, ...(host === undefined ? {} : { address: host }) }, () => {
    socket.off("error", failed);
    if (!open) return;
    open = false; // from here on the socket is the core's to close
    attempt.completed(new UdpCore(scheduler, socket, options));
  });
  return undo;
}
