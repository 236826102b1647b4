/**
 * The server: one page and one WebSocket for each that looks, on one address. It keeps no program alive: its sockets and timers
 * are unreferenced.
 *
 * Invariants: a socket is in `sockets` until it has closed, and a client in `clients`, however either ends.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { InspectorError } from "../errors.js";
import { Sampler, type Sources } from "../sample/sampler.js";
import { Viewer } from "../sample/viewer.js";
import { Admission } from "./admission.js";
import { Client } from "./client.js";
import { headersFor, withNonce } from "./page-file.js";

/** How many pages may look at a time, and how many sockets there may be. */
const CLIENTS = 32;
const SOCKETS = 128;
/** Bytes of what a page may say at once. */
const LARGEST = 4_096;

export class InspectorServer {
  readonly admission: Admission;
  private readonly page: string;
  private readonly server: Server;
  private readonly upgrades: WebSocketServer;
  private readonly sampler: Sampler;
  private readonly sockets: Set<Socket>;
  private readonly clients: Set<Client>;
  private ending: Promise<void> | null;

  constructor(page: string, host: string, sources: Sources) {
    this.page = page;
    this.admission = new Admission(host);
    this.sampler = new Sampler(sources);
    this.sockets = new Set();
    this.clients = new Set();
    this.ending = null;
    this.upgrades = new WebSocketServer({ noServer: true, clientTracking: false, maxPayload: LARGEST });
    this.server = createServer((request, response) => this.answer(request, response));
    this.server.maxConnections = SOCKETS;
    this.server.headersTimeout = 5_000;
    this.server.requestTimeout = 10_000;
    this.server.on("connection", (socket: Socket) => this.hold(socket));
    this.server.on("upgrade", (request, socket, head) => this.upgrade(request, socket, head));
  }

  /** How many pages are connected. */
  get viewers(): number {
    return this.clients.size;
  }

  /** Whether the program is looked at now. */
  get isSampling(): boolean {
    return this.sampler.isSampling;
  }

  listen(port: number, host: string): Promise<AddressInfo> {
    const { server } = this;
    return new Promise((resolve, reject) => {
      server.once("error", (cause) => {
        const text = `the inspector cannot listen on ${host}:${port} (${cause.message}): choose another port or host`;
        reject(new InspectorError("ERR_MAILSLOT_INSPECTOR_ADDRESS", text, { cause }));
      });
      server.listen(port, host, () => {
        server.unref();
        server.removeAllListeners("error");
        server.on("error", () => {}); // of single connections, which end by that
        resolve(server.address() as AddressInfo);
      });
    });
  }

  /** Ends every connection and the server, at once. */
  close(): Promise<void> {
    this.ending ??= new Promise((resolve) => {
      this.sampler.end();
      this.server.close(() => resolve());
      for (const client of this.clients) client.end();
      for (const socket of this.sockets) socket.destroy();
    });
    return this.ending;
  }

  private hold(socket: Socket): void {
    socket.unref();
    this.sockets.add(socket);
    socket.on("error", () => socket.destroy()); // its end is all there is to say
    socket.on("close", () => this.sockets.delete(socket));
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const refusal = this.admission.refusal(request);
    if (refusal !== null) refuse(response, 403, refusal);
    else if (request.method !== "GET" && request.method !== "HEAD") refuse(response, 405, "only GET is answered here");
    else if (pathOf(request) !== "/") refuse(response, 404, "there is one page here: /");
    else {
      const { text, headers } = withNonce(this.page);
      response.writeHead(200, headers);
      response.end(request.method === "HEAD" ? undefined : text);
    }
  }

  private upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const refusal = this.admission.refusal(request);
    if (refusal !== null) refuseUpgrade(socket, "403 Forbidden", refusal);
    else if (pathOf(request) !== "/socket") refuseUpgrade(socket, "404 Not Found", "pages connect to /socket");
    else if (this.clients.size >= CLIENTS)
      refuseUpgrade(socket, "503 Service Unavailable", `${CLIENTS} pages look already: close one`);
    else this.upgrades.handleUpgrade(request, socket, head, (webSocket) => this.admit(webSocket));
  }

  private admit(socket: WebSocket): void {
    const client = new Client(
      socket,
      (request) => this.sampler.take(request, viewer),
      () => {
        this.clients.delete(client);
        this.sampler.remove(viewer);
      },
    );
    const viewer = new Viewer(client);
    this.clients.add(client);
    const program = process.argv[1]?.split(/[/\\]/).slice(-2).join("/") ?? "a program";
    client.send({ type: "hello", program, pid: process.pid, node: process.version });
    this.sampler.add(viewer);
  }
}

function pathOf({ url = "/" }: IncomingMessage): string {
  return url.split("?", 1)[0] as string;
}

function refuse(response: ServerResponse, status: number, why: string): void {
  response.writeHead(status, { ...headersFor("default-src 'none'"), "content-type": "text/plain; charset=utf-8" });
  response.end(`${why}\n`);
}

function refuseUpgrade(socket: Duplex, status: string, why: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n${why}\n`);
}
