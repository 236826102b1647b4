/** The grounds that the contract of networks is held on: what each implementation needs to be tested. */
import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createScheduler,
  defaultScheduler,
  fromPromise,
  go,
  ManualEventLoop,
  notReady,
  type Scheduler,
  type Source,
  type Task,
  type Wait,
} from "@mailslot/core";
import {
  type Address,
  type Connection,
  type ConnectionHandle,
  type ConnectOptions,
  type Listener,
  type ListenOptions,
  memoryNetwork,
  type Network,
  sockets,
} from "@mailslot/io";
import { seed } from "@mailslot/test-support/seeded";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { cert, key } from "../certificate/certificate.js";
import { eventually } from "../scratch.js";

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
  /** Whether a connection that is dropped is reset; elsewhere the peer may see its end. */
  readonly resets: boolean;
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

/** A test whose body is a task of the default scheduler. */
export function testTask(sentence: string, body: () => Steps<void>): void {
  test(sentence, async () => {
    await go(body);
  });
}

/** Returns `it`: a test of `ground` whose body is a task that is given a pair, which is closed behind it. */
export function itOnPair(
  ground: Ground,
): (sentence: string, body: (all: Pair) => Steps<void>, options?: Partial<ConnectOptions>) => void {
  return (sentence, body, options) => {
    test(`${ground.name}: ${sentence}`, async () => {
      await ground.run(function* onPair() {
        const all = yield* pair(ground, {}, options);
        yield* body(all);
        yield* closeAll(all);
      });
      assert.equal(await ground.leftovers(), []);
    });
  };
}

/** Connects two ends. */
export function* pair(
  ground: Ground,
  forServer: Partial<ListenOptions> = {},
  forClient: Partial<ConnectOptions> = {},
): Steps<Pair> {
  const listener = yield* ground.network.listen({ ...ground.fresh(), ...forServer });
  const client = yield* ground.network.connect({ ...ground.to(listener.address), ...forClient });
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

/** Reads text of so many bytes. */
export function* readText(connection: Connection | ConnectionHandle, length: number): Steps<string> {
  let text = "";
  while (text.length < length) text += yield* connection.read();
  return text;
}

/** Writes until a write finds no room and goes on finding none; returns it, and how many bytes had room. */
export function* fill(client: Connection, chunk: Buffer): Steps<{ full: Source<void>; written: number }> {
  for (let written = 0; ; written += chunk.length) {
    const full = client.write(chunk);
    for (let looks = 0; looks < 60 && full.poll() === notReady; looks++) yield* pause();
    if (full.poll() === notReady) return { full, written };
  }
}

/** Gives everything that can happen now the time to happen. */
export function* pause(turns = 1): Steps<void> {
  for (let n = 0; n < turns; n++) yield* fromPromise(new Promise<void>((done) => setImmediate(done)));
}

/** Closes all that is given, and waits until nothing of it is left. */
export function* closeAll({ listener, client, server }: Pair): Steps<void> {
  listener.close();
  client.close();
  yield* server.close();
  yield* client.closed;
}

const sockedHandles = /^(?:TCP|Pipe|TLS)/;
let before = handles();

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
  readonly resets: boolean = true;

  to(address: Address): ConnectOptions {
    return address;
  }

  async run<T>(body: () => Steps<T>): Promise<T> {
    return (await this.scheduler.go(body)) as T;
  }

  async leftovers(): Promise<string[]> {
    await eventually(() => handles().length <= before.length); // handles close in the phase behind this one
    const left = handles().slice(before.length);
    before = handles(); // so that only the test that left something fails
    return left;
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
  override readonly resets: boolean = false;

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
  override readonly resets: boolean = false;
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
  readonly resets: boolean = true;
  readonly network: ReturnType<typeof memoryNetwork>;
  private left = 0;

  constructor(latency: number | readonly [number, number], kind = "memory") {
    this.name = `${kind}, ${latency} ms away, seed ${seed}`;
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
      this.loop.advance(1);
      await new Promise<void>((done) => setImmediate(done)); // promise jobs have their turn; no waiting for the rest
    }
    if (task.status !== "completed" && task.status !== "failed") throw new Error(`${task.name} hangs`);
    return await task;
  }

  async leftovers(): Promise<string[]> {
    this.loop.advance(1_000);
    await this.loop.settle();
    const { links, listeners } = this.network;
    const all = [...links.map(() => "a link"), ...Array.from({ length: listeners }, () => "a listener")];
    const left = all.slice(this.left);
    this.left = all.length; // so that only the test that left something fails
    return left;
  }
}

export class SecureMemoryGround extends MemoryGround {
  constructor(latency: number | readonly [number, number]) {
    super(latency, "TLS in memory");
  }

  override fresh(): ListenOptions {
    return { ...super.fresh(), tls: { cert, key } };
  }

  override to(address: Address): ConnectOptions {
    return { ...address, host: "localhost", tls: { ca: cert } };
  }
}
