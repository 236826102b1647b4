// runs under Node alone: the package needs Node.
// watchdog: 180 s
// slow under many schedules: it measures the heap, of thousands of exchanges.
/** Exchanges of fetch handlers, and upgrades, by every way in which they can end: nothing of them is left on the heap. */
import { type HttpUpgrade, memoryNetwork, requestHttp, serveFetch, serveHttp, upgrades } from "@mailslot/io";
import { keepsNothing } from "@mailslot/test-support/kept";
import { test } from "uvu";

const network = memoryNetwork();
const server = await serveHttp({ port: 80, network, onFailure: () => undefined });
const wishes = upgrades(server);

function endless(): ReadableStream<Uint8Array> {
  return new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(10)) });
}

server.serve(
  serveFetch(async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/signal") request.signal.addEventListener("abort", () => undefined);
    if (pathname === "/echo") return new Response(request.body);
    if (pathname === "/fails") throw new Error("on purpose");
    return pathname === "/endless" ? new Response(endless()) : new Response("whole");
  }),
);

const ask = async (path: string, method = "GET", body?: string): Promise<void> => {
  const answer = await requestHttp(`http://localhost${path}`, { network, method, ...(body ? { body } : {}) });
  await answer.body.bytes();
};

const ways: Record<string, () => Promise<void>> = {
  "answered whole": () => ask("/"),
  "with its signal heard": () => ask("/signal"),
  "answered with its own body": () => ask("/echo", "POST", "a body"),
  "with a body that nobody reads": () => ask("/", "POST", "a body"),
  "that fails": () => ask("/fails"),
  "to HEAD, with a body": () => ask("/endless", "HEAD"),
  "whose client goes": async () => {
    using answer = await requestHttp("http://localhost/endless", { network });
    await answer.body.read();
  },
};
for (const [way, one] of Object.entries(ways)) {
  test(`nothing is kept of an exchange ${way}`, () => keepsNothing(way, one, 3_000));
}

async function wish(end: (upgrade: HttpUpgrade) => void): Promise<void> {
  const client = await network.connect({ port: 80 });
  await client.write("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: talk\r\n\r\n");
  end(await wishes.recv());
  client.reset();
  await client.closed;
}

const ends: Record<string, (upgrade: HttpUpgrade) => void> = {
  "that is refused": (upgrade) => upgrade.refuse(),
  "that is dropped": (upgrade) => upgrade[Symbol.dispose](),
  "that is taken": (upgrade) => upgrade.take().socket.destroy(),
  "whose client goes": () => undefined,
};
for (const [way, end] of Object.entries(ends)) {
  test(`nothing is kept of an upgrade ${way}`, () => keepsNothing(way, () => wish(end), 1_000));
}

test.before(async () => {
  for (let n = 0; n < 300; n++) for (const one of Object.values(ways)) await one(); // what the compiler keeps comes first
});
test.after(() => void server.close());
test.run();
