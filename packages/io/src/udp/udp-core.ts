/** A socket of node:dgram, its queue of datagrams, and its sends. */
import type { RemoteInfo, Socket } from "node:dgram";
import { CancelledError, ClosedError, type Scheduler, type Source } from "@mailslot/core";
import { badArgument, checkObject, untilClosed } from "@mailslot/core/engine";
import { ioError } from "../errors.js";
import type { HostAddress } from "../net/options.js";
import { checkHome, type Owned, stayHome } from "../ownership.js";
import { DATAGRAMS } from "../policy.js";
import { whenAborted } from "../source/abort-signal.js";
import { checkText } from "../source/argument.js";
import { Arrivals } from "../source/arrivals.js";
import { isSendable } from "../source/bytes.js";
import { Settled } from "../source/settled.js";
import { DatagramQueue } from "./datagram-queue.js";
import { Outgoing } from "./outgoing.js";
import type { Datagram, UdpOptions, UdpSocket } from "./udp-socket.js";

export class UdpCore implements UdpSocket, Owned {
  readonly scheduler: Scheduler;
  readonly address: HostAddress;
  dropped: number;
  closed: boolean;
  private readonly socket: Socket;
  private readonly options: UdpOptions;
  private readonly datagrams: Arrivals<Datagram>;
  private readonly queue: DatagramQueue;
  private readonly gone: Settled<void>;
  private readonly stopListening: () => void;

  constructor(scheduler: Scheduler, socket: Socket, options: UdpOptions) {
    stayHome(this);
    this.scheduler = scheduler;
    const { address, port } = socket.address();
    this.address = { host: address, port };
    this.dropped = 0;
    this.closed = false;
    this.socket = socket;
    this.options = options;
    this.datagrams = new Arrivals(this, options.capacity ?? DATAGRAMS);
    this.queue = new DatagramQueue(
      (datagram, done) => socket.send(datagram.data, datagram.port, datagram.host, done),
      ({ data }) => new ClosedError(`${this.describe()} is closed: the bytes come back as error.unsent`, data),
    );
    this.gone = new Settled(scheduler, `the end of ${this.describe()}`);
    this.stopListening = whenAborted(options.signal, () =>
      this.stop(new CancelledError(`${this.describe()} was aborted`, options.signal?.reason)),
    );
    socket.on("message", (data, from) => this.came(data, from));
    socket.on("error", (error) => this.datagrams.fail(ioError(`receiving on ${this.describe()}`, error)));
    socket.on("close", () => this.wasClosed());
  }

  get port(): number {
    return this.address.port;
  }

  get unsent(): number {
    return this.queue.unsent;
  }

  recv(): Source<Datagram> {
    return this.datagrams;
  }

  [Symbol.asyncIterator](): AsyncIterator<Datagram> {
    return untilClosed(this.datagrams);
  }

  send(data: Uint8Array | string, to: { readonly port: number; readonly host?: string }): Source<void> {
    checkHome(this);
    if (!isSendable(data)) throw badArgument(`what is sent by ${this.describe()}`, data, "text or bytes");
    checkObject(`where ${this.describe()} sends`, to, "an object such as { port: 5353 }");
    const { port, host = this.options.type === "udp6" ? "::1" : "127.0.0.1" } = to;
    checkText("the host to send to", host);
    if (!Number.isInteger(port) || port < 1 || port > 65_535)
      throw badArgument("the port to send to", port, "a whole number from 1 to 65535");
    const datagram = new Outgoing(this.scheduler, this.queue, data, port, host);
    datagram.begin();
    return datagram;
  }

  close(): void {
    checkHome(this);
    this.stop(null);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.stop(null);
    await this.gone;
  }

  joinGroup(group: string, onInterface?: string): void {
    checkText("the group to join", group);
    this.pass(`joining ${group}`, () => this.socket.addMembership(group, onInterface));
  }

  leaveGroup(group: string, onInterface?: string): void {
    checkText("the group to leave", group);
    this.pass(`leaving ${group}`, () => this.socket.dropMembership(group, onInterface));
  }

  setMulticastTtl(hops: number): void {
    this.pass("setting the hops of multicast", () => this.socket.setMulticastTTL(hops));
  }

  setMulticastLoopback(on: boolean): void {
    this.pass("setting the loopback of multicast", () => this.socket.setMulticastLoopback(on));
  }

  setMulticastInterface(address: string): void {
    this.pass("setting the interface of multicast", () => this.socket.setMulticastInterface(address));
  }

  setBroadcast(on: boolean): void {
    this.pass("setting broadcast", () => this.socket.setBroadcast(on));
  }

  setTtl(hops: number): void {
    this.pass("setting the hops", () => this.socket.setTTL(hops));
  }

  describe(): string {
    return `UDP ${this.address.host}:${this.address.port}`;
  }

  toJSON(): string {
    return this.describe();
  }

  /** Asks the socket for something, at home, while it is open. */
  private pass(what: string, ask: () => void): void {
    checkHome(this);
    if (this.closed) throw new ClosedError(`${what}: ${this.describe()} is closed`);
    try {
      ask();
    } catch (error) {
      throw ioError(`${what} on ${this.describe()}`, error);
    }
  }

  private came(data: Buffer, { address, port }: RemoteInfo): void {
    const datagram: Datagram = { data, from: { host: address, port } };
    if (this.datagrams.push(datagram)) return;
    this.dropped++;
    if (this.options.overflow !== "drop-oldest") return;
    this.datagrams.dropOldest();
    this.datagrams.push(datagram);
  }

  private stop(abortion: CancelledError | null): void {
    if (this.closed) return;
    this.closed = true;
    this.stopListening();
    this.datagrams.takeBack();
    this.datagrams.end(() => abortion ?? new ClosedError(`${this.describe()} is closed`));
    if (abortion === null) this.queue.close(() => this.socket.close());
    else {
      this.socket.close();
      this.queue.close(nothing);
    }
  }

  private wasClosed(): void {
    this.queue.abandon();
    this.gone.complete();
  }
}

function nothing(): void {
  // The socket is closed already.
}
