/** The grounds that the contract of networks is held on: what each implementation needs to be tested. */
import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createScheduler,
  defaultScheduler,
  ManualEventLoop,
  type Scheduler,
  type Task,
  type Wait,
} from "@mailslot/core";
import {
  type Address,
  type Connection,
  type ConnectOptions,
  type Listener,
  type ListenOptions,
  memoryNetwork,
  type Network,
  sockets,
} from "@mailslot/io";
import { cert, key } from "../certificate/certificate.js";
import { seed } from "../seeded.js";

export type Steps<T> = Generator<Wait, T, unknown>;

export interface Ground {
  readonly name: string;
  readonly network: Network;
  readonly scheduler: Scheduler;
  /** A second scheduler over the same event loop. */
  readonly other: Scheduler;
  /** How to listen on a new address. */
  fresh(): ListenOptions;
  /** How to connect to who listens there. */
  to(address: Address): ConnectOptions;
  /** Where nobody listens. */
  readonly nowhere: ConnectOptions;
  /** The code with which connecting there fails. */
  readonly refusal: string;
  /** Runs a task to its end. */
  run<T>(body: () => Steps<T>): Promise<T>;
  /** What is still open. */
  leftovers(): Promise<string[]>;
}

/** Both ends of a connection, and who accepted it. */
export interface Pair {
  readonly listener: Listener;
  readonly client: Connection;
  readonly server: Connection;
}

/** Connects two ends. */
export function* pair(
  { network, fresh, to }: Ground,
  forServer: Partial<ListenOptions> = {},
  forClient: Partial<ConnectOptions> = {},
): Steps<Pair> {
  const listener = yield* network.listen({ ...fresh(), ...forServer });
  const client = yield* network.connect({ ...to(listener.address), ...forClient });
  return { listener, client, server: yield* listener.accept() };
}

/** Reads to the peer's end. */
export function* readAll(connection: Connection): Steps<Buffer> {
  const chunks: Buffer[] = [];
  for (let chunk = yield* connection.read(); chunk !== undefined; chunk = yield* connection.read()) {
    chunks.push(Buffer.from(chunk));
  }
  return Buffer.concat(chunks);
}

/** Closes all that is given, and waits until nothing of it is left. */
export function* closeAll({ listener, client, server }: Pair): Steps<void> {
  listener.close();
  client.close();
  yield* server.close();
  yield* client.closed;
}

const sockedHandles = /^(?:TCP|Pipe|TLS)/;
const before = handles();

function handles(): string[] {
  return process.getActiveResourcesInfo().filter((name) => sockedHandles.test(name));
}

abstract class RealGround implements Ground {
  abstract readonly name: string;
  abstract readonly nowhere: ConnectOptions;
  abstract fresh(): ListenOptions;
  readonly network: Network = sockets;
  readonly scheduler: Scheduler = defaultScheduler();
  readonly other: Scheduler = createScheduler({ name: "other" });
  readonly refusal: string = "ERR_MAILSLOT_REFUSED";

  to(address: Address): ConnectOptions {
    return address;
  }

  async run<T>(body: () => Steps<T>): Promise<T> {
    return (await this.scheduler.go(body)) as T;
  }

  async leftovers(): Promise<string[]> {
    for (let looks = 0; looks < 100 && handles().length > before.length; looks++) {
      await new Promise<void>((looked) => setImmediate(looked)); // handles close in the phase behind this one
    }
    return handles().slice(before.length);
  }
}

export class TcpGround extends RealGround {
  readonly name: string = "TCP";
  readonly nowhere: ConnectOptions = { host: "127.0.0.1", port: 1 };

  fresh(): ListenOptions {
    return { host: "127.0.0.1", port: 0 };
  }
}

export class TlsGround extends TcpGround {
  override readonly name: string = "TLS";

  override fresh(): ListenOptions {
    return { ...super.fresh(), tls: { cert, key } };
  }

  override to(address: Address): ConnectOptions {
    return { ...address, tls: { ca: cert } };
  }
}

export class UnixGround extends RealGround {
  readonly name: string = "Unix sockets";
  readonly nowhere: ConnectOptions = { path: join(tmpdir(), `mailslot-${process.pid}-nobody`) };
  override readonly refusal: string = "ERR_MAILSLOT_NOT_FOUND";
  private made = 0;

  fresh(): ListenOptions {
    const path = join(tmpdir(), `mailslot-${process.pid}-${this.made++}`);
    rmSync(path, { force: true });
    return { path };
  }
}

export class MemoryGround implements Ground {
  readonly name: string;
  readonly loop: ManualEventLoop = new ManualEventLoop();
  readonly scheduler: Scheduler = createScheduler({ name: "memory", loop: this.loop });
  readonly other: Scheduler = createScheduler({ name: "other", loop: this.loop });
  readonly nowhere: ConnectOptions = { port: 1 };
  readonly refusal: string = "ERR_MAILSLOT_REFUSED";
  readonly network: ReturnType<typeof memoryNetwork>;

  constructor(latency: number | readonly [number, number]) {
    this.name = `memory, ${latency} ms away, seed ${seed}`;
    this.network = memoryNetwork({ loop: this.loop, latency, seed });
  }

  fresh(): ListenOptions {
    return { port: 0 };
  }

  to(address: Address): ConnectOptions {
    return address;
  }

  async run<T>(body: () => Steps<T>): Promise<T> {
    const task = this.scheduler.go(body) as Task<T>;
    task.outcome().then(() => undefined);
    for (let ms = 0; ms < 20_000 && task.status !== "completed" && task.status !== "failed"; ms++) {
      await this.loop.settle();
      this.loop.advance(1);
    }
    if (task.status !== "completed" && task.status !== "failed") throw new Error(`${task.name} hangs`);
    return await task;
  }

  async leftovers(): Promise<string[]> {
    this.loop.advance(1_000);
    await this.loop.settle();
    const { links, listeners } = this.network;
    return [...links.map(() => "a link"), ...Array.from({ length: listeners }, () => "a listener")];
  }
}
