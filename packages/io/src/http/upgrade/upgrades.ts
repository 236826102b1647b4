/**
 * The wishes of clients for another protocol, as a source. See docs/decisions/0250-upgrades.md.
 *
 * Invariants: while it is open, the server's only listener of "upgrade" is this; `unsettled` holds each upgrade until it is taken,
 * refused, or its client has gone.
 */
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import {
  ClosedError,
  type NotReady,
  notReady,
  type Receiver,
  type Scheduler,
  type Source,
  UsageError,
} from "@mailslot/core";
import { badArgument, checkOptions, isInstance, untilClosed } from "@mailslot/core/engine";
import { checkHome, type Owned, stayHome } from "../../ownership.js";
import { REQUESTS } from "../../policy.js";
import { checkWhole } from "../../source/argument.js";
import { Arrivals } from "../../source/arrivals.js";
import { HttpClient } from "../client.js";
import { HttpCore } from "../http-core.js";
import type { HttpServer } from "../http-server.js";
import { CLOSING, UPGRADED } from "../server-events.js";
import { type HttpUpgrade, Upgrade } from "./upgrade.js";

/** How to keep upgrades. */
export interface UpgradesOptions {
  /** How many are kept until they are taken; more are answered 503. Default: 1,024. */
  readonly capacity?: number;
}

/** A source of upgrades. It can stand as a case of a select, and be iterated over: iteration ends with the close. */
export interface HttpUpgrades extends Receiver<HttpUpgrade>, Disposable {
  /** Waits for the next one: first come, first served. Fails with ClosedError when this, or its server, is closed. */
  recv(): Source<HttpUpgrade>;
  /** Closes it; it acts when called. Those kept are answered 503; wishes that come later are requests like others. */
  close(): void;
}

/**
 * Returns the requests of `server` that ask for another protocol, such as WebSocket, as a source; without it they are requests like
 * others. Each is taken, with its connection, or refused, within the `answerWithin` of the server. Throws a UsageError for a server whose
 * upgrades have a source already.
 *
 * @example
 * ```ts
 * import { go } from "@mailslot/core";
 * import { connect, lines, serveHttp, upgrades } from "@mailslot/io";
 *
 * await using server = await serveHttp({ host: "127.0.0.1", port: 0 });
 * const wishes = upgrades(server);
 * go(function* shout() {
 *   const { socket, head } = (yield* wishes.recv()).take();
 *   socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: shout\r\n\r\n");
 *   socket.end(String(head).toUpperCase());
 * });
 * const client = await connect(server.address);
 * client.write("GET / HTTP/1.1\r\nHost: here\r\nConnection: Upgrade\r\nUpgrade: shout\r\n\r\nhello\n");
 * const all: string[] = [];
 * for await (const line of lines(client)) all.push(line);
 * console.log(all[0], all.at(-1)); // HTTP/1.1 101 Switching Protocols HELLO
 * client.close();
 * ```
 */
export function upgrades(server: HttpServer, options: UpgradesOptions = {}): HttpUpgrades {
  if (!isInstance(server, HttpCore))
    throw badArgument("the server given to upgrades()", server, "what serveHttp() gives");
  checkOptions("upgrades()", options);
  const { capacity } = options;
  checkWhole("the capacity", capacity, 1);
  return new Upgrades(server, capacity ?? REQUESTS);
}

class Wishes extends Arrivals<HttpUpgrade> {
  override poll(): HttpUpgrade | NotReady {
    for (;;) {
      const upgrade = super.poll();
      if (upgrade === notReady || !upgrade.settled) return upgrade;
    }
  }
}

class Upgrades implements HttpUpgrades, Owned {
  readonly scheduler: Scheduler;
  private readonly server: HttpCore;
  private readonly wishes: Wishes;
  private readonly heard: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  private readonly serverCloses: () => void;
  private isClosed: boolean;

  constructor(server: HttpCore, capacity: number) {
    stayHome(this);
    checkHome(server);
    this.scheduler = server.scheduler;
    this.server = server;
    this.wishes = new Wishes(this, capacity);
    this.isClosed = false;
    this.heard = (request, socket, head) => this.came(request, socket, head);
    this.serverCloses = () => this.end();
    const { server: platform } = server;
    if (platform.listenerCount("upgrade") > 0) throw taken(server);
    platform.on("upgrade", this.heard);
    platform.once(CLOSING, this.serverCloses);
    if (server.isClosing) this.end();
  }

  recv(): Source<HttpUpgrade> {
    return this.wishes;
  }

  [Symbol.asyncIterator](): AsyncIterator<HttpUpgrade> {
    return untilClosed(this.wishes);
  }

  close(): void {
    checkHome(this);
    this.end();
  }

  [Symbol.dispose](): void {
    this.end();
  }

  describe(): string {
    return `the upgrades of ${this.server.describe()}`;
  }

  toJSON(): string {
    return this.describe();
  }

  private came(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // Answers to earlier requests would be written into the other protocol.
    if (HttpClient.of(request.socket)?.isBusy) {
      socket.on("error", () => undefined).destroy();
      return;
    }
    this.server.server.emit(UPGRADED, socket);
    const upgrade = new Upgrade(this.server, request, socket, head);
    if (this.wishes.push(upgrade)) return;
    this.wishes.keep((each) => !each.settled);
    if (this.wishes.push(upgrade)) return;
    this.server.refused++;
    upgrade.drop(503);
  }

  private end(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    const { server: platform } = this.server;
    platform.off(CLOSING, this.serverCloses);
    // While the server closes, a wish that comes late is refused as a request: the platform makes it one without a listener.
    platform.off("upgrade", this.heard);
    for (const upgrade of this.wishes.takeBack()) (upgrade as Upgrade).drop(503);
    this.wishes.end(() => new ClosedError(`${this.describe()} are closed`));
  }
}

function taken(server: HttpCore): UsageError {
  const reason = `the upgrades of ${server.describe()} have a source already: share that one, or close it first`;
  return new UsageError("ERR_MAILSLOT_ARGUMENT", reason);
}
