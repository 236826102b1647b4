/**
 * The patience of a server with one client: answers 408 when a request does not come in time, as the platform does by
 * `headersTimeout` and `requestTimeout`, but by the clock of the scheduler.
 *
 * Invariants: the timer runs only while something of a request is missing; not after `leave`.
 */
import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import type { Scheduler } from "@mailslot/core";

/** `_httpMessage` is the platform's mark of what a socket answers now. */
type Client = Duplex & { readonly _httpMessage?: object | null };

export class Patience {
  private readonly scheduler: Scheduler;
  private readonly server: Server;
  private readonly client: Client;
  private timer: unknown;
  private beganAt: number;
  /** Whether the head of a request is missing. */
  private isBegun: boolean;
  private hasLeft: boolean;

  constructor(scheduler: Scheduler, server: Server, client: Client) {
    this.scheduler = scheduler;
    this.server = server;
    this.client = client;
    this.timer = null;
    this.beganAt = 0;
    this.isBegun = false;
    this.hasLeft = false;
    this.begin();
    client.on("data", () => {
      if (!this.hasLeft && !this.isBegun && !client._httpMessage) this.begin();
    });
    client.once("close", () => this.stop());
  }

  /** Whether nothing is asked, and nothing answered. */
  get isIdle(): boolean {
    return !this.hasLeft && !this.isBegun && !this.client._httpMessage;
  }

  /** The client speaks another protocol from now on, and may be silent as long as it likes. */
  leave(): void {
    this.hasLeft = true;
    this.stop();
  }

  /** The head of a request has come; its body may be missing. */
  came(request: IncomingMessage): void {
    const { requestTimeout } = this.server;
    const passed = this.scheduler.loop.now() - this.beganAt;
    this.isBegun = false;
    this.stop();
    if (requestTimeout > 0) this.wait(Math.max(0, requestTimeout - passed), () => request.complete);
    request.once("end", () => this.stop());
    request.once("close", () => this.stop());
  }

  private begin(): void {
    const { headersTimeout } = this.server;
    this.isBegun = true;
    this.beganAt = this.scheduler.loop.now();
    if (headersTimeout > 0) this.wait(headersTimeout, () => false);
  }

  private wait(ms: number, isComplete: () => boolean): void {
    this.timer = this.scheduler.loop.startTimer(ms, () => {
      this.timer = null;
      if (isComplete()) return;
      const error = Object.assign(new Error("Request timeout"), { code: "ERR_HTTP_REQUEST_TIMEOUT" });
      this.client.emit("error", error); // the platform answers 408
    });
  }

  private stop(): void {
    if (this.timer !== null) this.scheduler.loop.stopTimer(this.timer);
    this.timer = null;
  }
}
