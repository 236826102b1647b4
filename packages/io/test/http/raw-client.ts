/** A client of HTTP that sends what it is told to, byte for byte, and keeps what it is sent. */
import { connect, type Socket } from "node:net";

export class RawClient {
  readonly socket: Socket;
  received: string;
  closed: boolean;

  constructor(port: number) {
    this.received = "";
    this.closed = false;
    this.socket = connect(port, "127.0.0.1");
    this.socket.on("error", () => undefined);
    this.socket.on("data", (chunk) => {
      this.received += String(chunk);
    });
    this.socket.on("close", () => {
      this.closed = true;
    });
  }

  send(...parts: (string | Uint8Array)[]): void {
    for (const part of parts) this.socket.write(part);
  }

  /** Waits until so many answers have begun to come. */
  async answers(count: number): Promise<boolean> {
    while (this.statuses().length < count && !this.closed)
      await new Promise<void>((come) => this.socket.once("data", () => come()).once("close", () => come()));
    return this.statuses().length >= count;
  }

  statuses(): number[] {
    return [...this.received.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => Number(status));
  }

  end(): void {
    this.socket.destroy();
  }
}

export function ask(path: string, headers = ""): string {
  return `GET ${path} HTTP/1.1\r\nHost: test\r\n${headers}\r\n`;
}
