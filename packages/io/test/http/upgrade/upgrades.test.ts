// runs under Node alone: it needs sockets.
/** Wishes for another protocol as a source: each is taken or refused, and nothing is left of those that are neither. */
import { go, oneshot, type Steps, sleep } from "@mailslot/core";
import {
  type Connection,
  type HttpOptions,
  type HttpServer,
  type HttpUpgrades,
  memoryNetwork,
  serveHttp,
  upgrades,
} from "@mailslot/io";
import { select } from "@mailslot/select";
import { rejection, thrown } from "@mailslot/test-support/rejection";
import { simulate } from "@mailslot/testing";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { descriptors, eventually } from "../../scratch.js";
import { ask, RawClient } from "../raw-client.js";

const WISH = ask("/talk", "Connection: Upgrade\r\nUpgrade: Talk\r\n");
const WELCOME = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: Talk\r\n\r\n";

async function opened(options: HttpOptions = {}): Promise<HttpServer> {
  return await serveHttp({ host: "127.0.0.1", port: 0, ...options });
}

/** Connects and sends what it is told to. */
function client(server: HttpServer, ...parts: string[]): RawClient {
  const made = new RawClient(server.port);
  made.send(...parts);
  return made;
}

/** Reads so many bytes, in whatever pieces they come. */
function* readSome(connection: Connection, length: number): Steps<string> {
  let text = "";
  while (text.length < length) text += String(yield* connection.read());
  return text;
}

const kept = (wishes: HttpUpgrades): number => (wishes as unknown as { wishes: { length: number } }).wishes.length;

test("a wish is a value of a source, its connection is handed over with what has come, and requests go on beside it", async () => {
  await using server = await opened();
  const wishes = upgrades(server);
  server.serve((exchange) => exchange.respond("hello"));
  const talk = go(function* talking() {
    const event = yield* select({ wish: wishes });
    const { request, protocol } = event.value;
    assert.equal([request.url, protocol], ["/talk", "talk"]);
    return event.value.take();
  });
  const made = client(server, `${WISH}early`);
  const { socket, head } = await talk;
  assert.is(String(head), "early");
  socket.write(WELCOME);
  const heard = new Promise<string>((resolve) => socket.once("data", (data) => resolve(String(data))));
  assert.ok(await made.answers(1));
  made.send("late");
  assert.is(await heard, "late");
  assert.is(await (await fetch(`http://127.0.0.1:${server.port}`)).text(), "hello");
  made.end();
  socket.destroy();
});

test("without a source, and when that is closed, a wish is a request like others", async () => {
  await using server = await opened();
  server.serve((exchange) => exchange.respond("plain"));
  const before = client(server, WISH);
  assert.ok(await before.answers(1));
  const wishes = upgrades(server);
  wishes.close();
  const after = client(server, WISH);
  assert.ok(await after.answers(1));
  assert.equal([before.statuses(), after.statuses()], [[200], [200]]);
  assert.is((await rejection(wishes.recv())).code, "ERR_MAILSLOT_CLOSED");
  before.end();
  after.end();
});

test("a wish that is refused is answered, and its connection ends", async () => {
  await using server = await opened();
  using wishes = upgrades(server);
  const made = [client(server, WISH), client(server, WISH)];
  for (const status of [undefined, 426]) {
    const wish = await wishes.recv();
    wish.refuse(status);
    assert.match(thrown(() => wish.take()).message, /the upgrade GET \/talk is settled already/);
    assert.match(thrown(() => wish.refuse()).message, /settled already/);
  }
  assert.ok(await eventually(() => made.every(({ closed }) => closed)));
  assert.equal(made.map((each) => each.statuses()).sort(), [[400], [426]]);
});

test("one that is dropped is answered 500: by using at once, else within answerWithin; one that nobody takes, too", async () => {
  await using server = await opened({ answerWithin: 8 });
  using wishes = upgrades(server);
  const dropped = client(server, WISH);
  {
    using _wish = await wishes.recv();
  }
  assert.ok(await dropped.answers(1));
  const forgotten = client(server, WISH);
  const wish = await wishes.recv();
  assert.ok(await forgotten.answers(1));
  assert.ok(wish.settled);
  const untaken = client(server, WISH);
  assert.ok(await untaken.answers(1));
  assert.equal([...dropped.statuses(), ...forgotten.statuses(), ...untaken.statuses()], [500, 500, 500]);
  assert.is(server.abandoned, 3);
  assert.ok(await eventually(() => untaken.closed));
});

test("more than the capacity are answered 503, and those whose clients have gone make room", async () => {
  await using server = await opened();
  using wishes = upgrades(server, { capacity: 2 });
  const waiting = [client(server, WISH), client(server, WISH)];
  assert.ok(await eventually(() => kept(wishes) === 2));
  const third = client(server, WISH);
  assert.ok(await third.answers(1));
  assert.equal([third.statuses(), server.refused], [[503], 1]);
  assert.match(third.received, "Retry-After: 1");
  for (const each of waiting) each.socket.resetAndDestroy();
  const inside = server as unknown as { sockets: Set<unknown> };
  assert.ok(await eventually(() => inside.sockets.size === 0));
  const fourth = client(server, WISH);
  const wish = await wishes.recv();
  assert.is(wish.request.socket.remotePort, fourth.socket.localPort);
  wish.refuse();
});

test("a client that goes before its wish is taken ends nothing, and the wish is over", async () => {
  await using server = await opened();
  using wishes = upgrades(server);
  const made = client(server, WISH);
  const wish = await wishes.recv();
  made.socket.resetAndDestroy();
  assert.ok(await eventually(() => wish.settled));
  assert.ok(wish.take().socket.destroyed);
  wish.refuse();
});

test("a wish behind a request that is not answered yet ends its connection: the answer would be read as the other protocol", async () => {
  await using server = await opened();
  using wishes = upgrades(server);
  const made = client(server, ask("/first"), WISH);
  const first = await server.recv();
  assert.ok(await eventually(() => made.closed));
  first.respond("late");
  assert.is(kept(wishes), 0);
  assert.equal(made.statuses(), []);
});

test("the close of the server refuses those kept, lets those taken end, and cuts them after the linger", async () => {
  const before = descriptors();
  for (const linger of [1_000_000, 10]) {
    const server = await opened({ linger });
    const wishes = upgrades(server);
    const taken = client(server, WISH);
    const { socket } = (await wishes.recv()).take();
    socket.write(WELCOME);
    assert.ok(await taken.answers(1));
    const waiting = client(server, WISH);
    assert.ok(await eventually(() => kept(wishes) === 1));
    const closed = server.close();
    assert.is((await rejection(wishes.recv())).code, "ERR_MAILSLOT_CLOSED");
    assert.ok(await waiting.answers(1));
    assert.equal(waiting.statuses(), [503]);
    assert.not(socket.destroyed);
    if (linger > 10) socket.end("bye");
    await closed;
    assert.ok(await eventually(() => taken.closed));
    assert.is(taken.received, linger > 10 ? `${WELCOME}bye` : WELCOME);
  }
  assert.ok(await eventually(() => descriptors() <= before));
});

test("one server has one source of wishes", async () => {
  await using server = await opened();
  using _wishes = upgrades(server);
  assert.match(thrown(() => upgrades(server)).message, /the upgrades of the HTTP server on .* have a source already/);
  assert.match(thrown(() => upgrades({} as HttpServer)).message, /the server given to upgrades\(\) is/);
});

test("over a network in memory, another protocol may be silent for hours", () =>
  simulate(function* ({ seed }) {
    const network = memoryNetwork({ seed, latency: [5, 20] });
    const server = yield* serveHttp({ port: 80, network });
    const wishes = upgrades(server);
    const made = yield* network.connect({ port: 80 });
    yield* made.write(WISH);
    const { socket } = (yield* wishes.recv()).take();
    socket.write(WELCOME);
    assert.is(yield* readSome(made, WELCOME.length), WELCOME);
    const echo = oneshot<string>();
    let heard = "";
    socket.on("error", (error) => echo.fail(error));
    socket.on("data", (data) => {
      heard += String(data);
      if (heard.length === 10) echo.send(heard);
    });
    yield* sleep(3_600_000);
    yield* made.write("still here");
    assert.is(yield* echo, "still here");
    yield* sleep(3_600_000);
    const closed = server.close();
    socket.end("bye");
    assert.is(yield* readSome(made, 3), "bye");
    yield* made.close();
    yield* closed;
  }));

test.run();
