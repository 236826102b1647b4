// runs under Node alone: it needs sockets, files and processes.
/** Operations that open something: what comes when all who waited are served by something else is closed, not kept. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { go, type Source, type Waiter } from "@mailslot/core";
import { bindUdp, connect, listen, memoryNetwork, openFile, serveHttp, startProcess } from "@mailslot/io";
import { selectEach } from "@mailslot/select";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { cert, key } from "../certificate/certificate.js";
import { descriptors, eventually, scratch } from "../scratch.js";

const folder = scratch();
const file = join(folder, "file");
writeFileSync(file, "content");
const host = "127.0.0.1";
const listener = await listen({ host, port: 0 });
const { port } = listener;
const tls = { cert, key };
const secure = await listen({ host, port: 0, tls });
const accepting = [listener, secure].map((each) =>
  go(function* closing() {
    for (;;) yield* (yield* each.accept()).close();
  }),
);

const openings: Record<string, () => Source<unknown>> = {
  openFile: () => openFile(file),
  connect: () => connect({ host, port }),
  "connect by TLS": () => connect({ host, port: secure.port, tls: { ca: cert, servername: "localhost" } }),
  listen: () => listen({ host, port: 0 }),
  bindUdp: () => bindUdp({ host }),
  serveHttp: () => serveHttp({ host, port: 0 }),
  startProcess: () => startProcess("sleep", ["60"], { stderr: "ignore" }),
};

function hostPolled(): Promise<void> {
  return new Promise((polled) => setImmediate(polled));
}

/** A waiter that something else has served when the result comes; or that comes again, since it is only busy. */
class Served implements Waiter<unknown> {
  after: Waiter | null = null;
  before: Waiter | null = null;
  asked = 0;
  readonly returns: boolean;
  constructor(returns = false) {
    this.returns = returns;
  }
  claim(): boolean {
    this.asked++;
    return false;
  }
  deliver(): void {
    throw new Error("who refuses is given nothing");
  }
  fail(): void {
    this.deliver();
  }
}

/** Returns the number of descriptors, once those that are being closed no longer count. */
async function settled(): Promise<number> {
  let count = descriptors();
  for (let same = 0; same < 50; same++) {
    await hostPolled();
    const now = descriptors();
    if (now !== count) same = 0;
    count = now;
  }
  return count;
}

for (const [name, open] of Object.entries(openings)) {
  test(`${name} leaves nothing open when its waiters have given up`, async () => {
    const before = descriptors();
    for (let n = 0; n < 10; n++) {
      const served = new Served();
      open().subscribe(served);
      assert.ok(await eventually(() => served.asked === 1));
    }
    assert.ok(await eventually(() => descriptors() <= before), `${descriptors() - before} are left`);
  });

  test(`${name} leaves nothing open when a loop that was busy ends without it`, async () => {
    const before = await settled();
    for (let n = 0; n < 10; n++) {
      const [busy, opening] = [new Served(true), open()];
      opening.subscribe(busy);
      assert.ok(await eventually(() => busy.asked === 1));
      for (let polls = 0; polls < 5; polls++) await hostPolled();
      // Not by counting descriptors: what served it before may close its own meanwhile.
      assert.ok((opening as unknown as { isHeld(): boolean }).isHeld(), "it is kept for the loop");
      opening.unsubscribe(busy);
    }
    assert.ok(await eventually(() => descriptors() <= before), `${descriptors() - before} are left`);
  });

  test(`${name} leaves nothing open in a select loop that closes before it is ready`, async () => {
    const before = descriptors();
    for (let n = 0; n < 10; n++) {
      const loop = selectEach({ opened: open() });
      loop.subscribe(new Served());
      loop.close();
    }
    assert.ok(await eventually(() => descriptors() <= before), `${descriptors() - before} are left`);
  });
}

test("a connection of a network in memory is dropped when its waiters have given up", async () => {
  const network = memoryNetwork();
  await network.listen({ port: 1 });
  const served = new Served();
  network.connect({ port: 1 }).subscribe(served);
  assert.ok(await eventually(() => served.asked === 1 && network.links.length === 0));
});

test.after(() => {
  for (const task of accepting) task.cancel();
  listener.close();
  secure.close();
});

test.run();
