// runs under Node alone: it needs sockets, files and processes.
/** Every argument of every method of what io opens, given values of every wrong kind: refused with a sentence, or taken. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  bindUdp,
  connect,
  handle,
  listen,
  memoryNetwork,
  openFile,
  requestHttp,
  serveHttp,
  startProcess,
} from "@mailslot/io";
import { type WrongCall, wrongUses } from "@mailslot/test-support/wrong";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { ask, RawClient } from "./http/raw-client.js";
import { scratch } from "./scratch.js";

const host = "127.0.0.1";
const path = join(scratch(), "file");
writeFileSync(path, "content");
const file = await openFile(path, { flags: "r+" });
const listener = await listen({ host, port: 0 });
const client = await connect({ host, port: listener.port });
const peer = await listener.accept();
const near = await memoryNetwork().listen({ port: 1 });
const sockets = [await bindUdp({ host }), await bindUdp({ host })] as const;
const server = await serveHttp({ host, port: 0 });
const raw = new RawClient(server.port);
const child = await startProcess("cat", []);

const PATIENT = { patient: true };

/** The methods of connections, which several things have. */
const writes: Record<string, WrongCall> = {
  "write of a file": (g) => file.write(g),
  "write of a connection": (g) => client.write(g),
  "write of a handle": (g) => handle(client).write(g),
  "write of a process": (g) => child.stdin.write(g),
};

const calls: Record<string, WrongCall> = {
  "readAt of a file": (g) => file.readAt(g, 1),
  "the length of readAt of a file": (g) => file.readAt(0, g),
  "setNoDelay of a connection": (g) => client.setNoDelay(g),
  "setKeepAlive of a connection": (g) => client.setKeepAlive(g),
  "serve of a listener": (g) => listener.serve(g).cancel(),
  "serve of a listener in memory": (g) => near.serve(g).cancel(),
  "what is sent by a socket": (g) => sockets[0].send(g, { host, port: sockets[1].port }),
  "where a socket sends": (g) => sockets[0].send("", g),
  "the port where a socket sends": (g) => sockets[0].send("", { port: g }),
  "the host where a socket sends": (g) => sockets[0].send("", { host: g, port: 9 }),
  "joinGroup of a socket": (g) => sockets[0].joinGroup(g),
  "the interface of joinGroup": (g) => sockets[0].joinGroup("239.1.2.3", g),
  "leaveGroup of a socket": (g) => sockets[0].leaveGroup(g),
  "the interface of leaveGroup": (g) => sockets[0].leaveGroup("239.1.2.3", g),
  "setMulticastTtl of a socket": (g) => sockets[0].setMulticastTtl(g),
  "setMulticastLoopback of a socket": (g) => sockets[0].setMulticastLoopback(g),
  "setMulticastInterface of a socket": (g) => sockets[0].setMulticastInterface(g),
  "setBroadcast of a socket": (g) => sockets[0].setBroadcast(g),
  "setTtl of a socket": (g) => sockets[0].setTtl(g),
  "kill of a process": (g) => {
    if (g !== undefined) child.kill(g); // which is SIGTERM
  },
  "serve of an HTTP server": (g) => server.serve(g).cancel(),
};

for (const [name, call] of Object.entries(calls)) {
  test(`${name}: a value of the wrong kind is refused with a sentence, or taken`, async () => {
    assert.equal(await wrongUses(call), []);
  });
}

test("what is neither text nor bytes is refused, and everything else that was written arrives", async () => {
  for (const [name, call] of Object.entries(writes)) assert.equal([name, await wrongUses(call)], [name, []]);
  for (const each of [file, client, child.stdin]) each.write("!");
  // Of the kinds one is a text, which is written; the two handles of one connection write it twice.
  let received = "";
  while (!received.endsWith("!")) received += String(await peer.read());
  assert.is(received, "wrongwrong!");
  let echoed = "";
  while (!echoed.endsWith("!")) echoed += String(await child.stdout.read());
  assert.is(echoed, "wrong!");
  await file.end();
  assert.is(readFileSync(path, "utf8"), "wrong!t");
});

test("truncate of a file: what makes no sense is refused, and leaves it as it was", async () => {
  const other = await openFile(path, { flags: "r+" });
  assert.equal(await wrongUses((g) => (g === undefined || (g as unknown) === 7 ? 0 : other.truncate(g))), []);
  assert.is(readFileSync(path, "utf8"), "wrong!t");
  await other.close();
});

const answers: Record<string, (exchange: Exchange, given: never) => unknown> = {
  "the body of an answer": (x, g) => x.respond(g),
  "how to answer": (x, g) => x.respond("", g),
  "the status of an answer": (x, g) => x.respond("", { status: g }),
  "the headers of an answer": (x, g) => x.respond("", { headers: g }),
  "a header of an answer": (x, g) => x.respond("", { headers: { "x-a": g } }),
  "the length of an answer": (x, g) => x.respond("", { headers: { "content-length": g } }),
  "how to stream an answer": (x, g) => x.stream(g).end(),
  "the status of a stream": (x, g) => x.stream({ status: g }).end(),
  "the headers of a stream": (x, g) => x.stream({ headers: g }).end(),
  "a header of a stream": (x, g) => x.stream({ headers: { "x-a": g } }).end(),
  "what is written to a stream": (x, g) => {
    const stream = x.stream();
    try {
      stream.write(g);
    } finally {
      stream.end();
    }
  },
  "how to read a body": (x, g) => x.body.bytes(g),
  "how to read a text": (x, g) => x.body.text(g),
  "how to read JSON": (x, g) => x.body.json(g),
  "the greatest size of a body": (x, g) => x.body.bytes({ maxSize: g }),
};
type Exchange = Awaited<ReturnType<typeof server.recv>>;

for (const [name, call] of Object.entries(answers)) {
  test(`${name}: a value of the wrong kind is refused with a sentence, or taken, and the client gets one answer`, async () => {
    let asked = raw.statuses().length;
    const found = await wrongUses(async (given) => {
      asked++;
      raw.send(ask("/"));
      const exchange = await server.recv();
      try {
        await call(exchange, given);
      } finally {
        if (!exchange.answered) exchange.respond("as before");
      }
    }, PATIENT);
    assert.equal(found, []);
    assert.ok(await raw.answers(asked));
    assert.is(raw.statuses().length, asked);
  });
}

test("an answer of a request: how to read it is refused likewise", async () => {
  const serving = server.serve((exchange) => exchange.respond("whole"));
  const found = await wrongUses(async (given) => {
    const answer = await requestHttp(`http://${host}:${server.port}/`);
    try {
      await answer.body.text({ maxSize: given });
    } finally {
      answer[Symbol.dispose]();
    }
  });
  assert.equal(found, []);
  serving.cancel();
});

test.after(async () => {
  raw.end();
  for (const each of [client, peer]) each.reset();
  for (const each of [listener, near, ...sockets]) each.close();
  await Promise.all([file, server].map((each) => each.close()));
  await child[Symbol.asyncDispose]();
});

test.run();
