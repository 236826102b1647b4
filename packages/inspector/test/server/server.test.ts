// watchdog: 180 s
// runs under Node alone: it needs sockets.
/** Who is let in and who is not, and that nothing is left of those who came and went. */
import { once } from "node:events";
import { request } from "node:http";
import { createServer } from "node:net";
import { networkInterfaces } from "node:os";
import { inspect } from "@mailslot/inspector";
import { keepsNothing } from "@mailslot/test-support/kept";
import { rejection } from "@mailslot/test-support/rejection";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { WebSocket } from "ws";
import { look, socketOf } from "../looker.js";

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

function get(url: string, headers: Record<string, string> = {}, method = "GET"): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { headers, method, agent: false }, (response) => {
      let text = "";
      response.on("data", (data) => (text += data));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text, headers: response.headers }));
    });
    asked.on("error", reject);
    asked.end();
  });
}

/** Returns the status with which the socket was refused; 101 when it was let in. */
async function upgrade(url: string, options: object = {}): Promise<number> {
  const socket = new WebSocket(url, options);
  return new Promise((resolve) => {
    socket.on("open", () => {
      socket.terminate();
      resolve(101);
    });
    socket.on("unexpected-response", (_request, response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    socket.on("error", () => {}); // said by the status
  });
}

async function until(what: () => boolean): Promise<void> {
  while (!what()) await new Promise((done) => setTimeout(done, 5));
}

test("the page is served to who has the token, and may load nothing", async () => {
  await using inspector = await inspect();
  const { status, text, headers } = await get(inspector.url);
  assert.is(status, 200);
  assert.match(text, /^<!doctype html>/);
  const policy = String(headers["content-security-policy"]);
  const nonce = /script-src 'nonce-([^']+)'/.exec(policy)?.[1] as string;
  assert.ok(text.includes(`<script nonce="${nonce}">`));
  assert.match(policy, /default-src 'none'.*frame-ancestors 'none'/);
  assert.not.match(text, /(?:src|href)="(?!data:)/);
  assert.is.not((await get(inspector.url)).headers["content-security-policy"], policy);
});

test("who has no token, or a wrong one, is refused with 403", async () => {
  await using inspector = await inspect();
  const origin = new URL(inspector.url).origin;
  const token = new URL(inspector.url).searchParams.get("token") as string;
  assert.ok(token.length >= 32);
  for (const path of ["/", "/?token=", `/?token=${token}x`, `/?token=${token.slice(1)}`, "/socket", "/elsewhere", "//"])
    assert.is((await get(origin + path)).status, 403, path);
  for (const path of ["/socket", "/socket?token=", `/socket?token=${token.toLowerCase()}`])
    assert.is(await upgrade(origin.replace("http", "ws") + path), 403, path);
  assert.is((await get(`${origin}/elsewhere?token=${token}`)).status, 404);
  assert.is((await get(inspector.url, {}, "POST")).status, 405);
});

test("two inspectors have two tokens", async () => {
  await using one = await inspect();
  await using other = await inspect();
  const token = new URL(one.url).searchParams.get("token");
  assert.is((await get(`http://127.0.0.1:${other.port}/?token=${token}`)).status, 403);
});

test("pages of other sites are refused, even with the token", async () => {
  await using inspector = await inspect();
  const url = socketOf(inspector.url);
  for (const origin of ["http://evil.example", "null", `http://127.0.0.1:${inspector.port + 1}`, "https://localhost"])
    assert.is(await upgrade(url, { origin }), 403, origin);
  assert.is((await get(inspector.url, { origin: "http://evil.example" })).status, 403);
  assert.is(await upgrade(url, { origin: `http://127.0.0.1:${inspector.port}` }), 101);
});

test("a name that was rebound to this machine is refused", async () => {
  await using inspector = await inspect();
  const { port } = inspector;
  for (const host of [
    `evil.example:${port}`,
    "evil.example",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "@",
  ]) {
    assert.is((await get(inspector.url, { host })).status, 403, host);
    const headers = { host, origin: `http://${host}` };
    assert.is.not(await upgrade(socketOf(inspector.url), { headers }), 101, host);
  }
  for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`])
    assert.is((await get(inspector.url, { host })).status, 200, host);
});

test("it listens on this machine's own address alone, unless it is told another", async () => {
  const other = Object.values(networkInterfaces())
    .flat()
    .find((each) => each?.internal === false && each.family === "IPv4")?.address;
  await using inspector = await inspect();
  assert.is(new URL(inspector.url).hostname, "127.0.0.1");
  if (other !== undefined)
    assert.is((await rejection(get(inspector.url.replace("127.0.0.1", other)))).code, "ECONNREFUSED");
  await using open = await inspect({ host: "0.0.0.0" });
  for (const host of ["127.0.0.1", ...(other === undefined ? [] : [other])])
    assert.is((await get(open.url.replace("0.0.0.0", host))).status, 200);
});

test("an address that is taken is an error that says so", async () => {
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  const { port } = taken.address() as { port: number };
  const error = await rejection(inspect({ port }));
  assert.is(error.code, "ERR_MAILSLOT_INSPECTOR_ADDRESS");
  assert.match(error.message, `127.0.0.1:${port}`);
  taken.close();
});

test("options that make no sense are refused with a sentence, at once", () => {
  const wrongs: unknown[] = [
    ...[7, null, { port: -1 }, { port: 1.5 }, { port: "80" }, { port: 65_536 }, { host: "" }, { host: 7 }],
    ...[{ schedulers: 7 }, { schedulers: [{}] }, { threads: [null] }, { threads: {} }],
  ];
  for (const options of wrongs)
    assert.throws(
      () => inspect(options as never),
      (error: { code: string; message: string }) =>
        error.code === "ERR_MAILSLOT_ARGUMENT" && / give /.test(error.message),
    );
});

test("it looks only while a page can be seen", async () => {
  await using inspector = await inspect();
  assert.not.ok(inspector.isSampling);
  const one = await look(inspector.url);
  await one.next("pulse");
  assert.ok(inspector.isSampling);
  one.say({ type: "look", on: false });
  await until(() => !inspector.isSampling);
  const { length } = one.frames;
  one.say({ type: "look", on: true });
  await one.next("pulse");
  assert.ok(one.frames.length > length);
  one.socket.close();
  await until(() => !inspector.isSampling && inspector.viewers === 0);
});

test("a close ends the connections of pages and of those who say nothing, whenever it comes", async () => {
  const inspector = await inspect();
  const pages = await Promise.all([1, 2, 3].map(() => look(inspector.url)));
  const silent = new WebSocket(socketOf(inspector.url)); // in the middle of its handshake
  const ends = [...pages.map(({ socket }) => socket), silent].map((socket) => {
    socket.on("error", () => {}); // it may end before it has begun
    return new Promise((resolve) => socket.on("close", resolve));
  });
  await Promise.all([inspector.close(), inspector.close()]);
  await Promise.all(ends);
  assert.is(inspector.viewers, 0);
  assert.not.ok(inspector.isSampling);
  assert.is((await rejection(get(inspector.url))).code, "ECONNREFUSED");
});

test("a page that says what makes no sense is cut off, however much it says", async () => {
  await using inspector = await inspect();
  const senseless = [
    "",
    "{",
    "null",
    "[]",
    '{"type":"view"}',
    '{"type":"view","tab":"x","order":"depth","query":""}',
    '{"type":"trace","on":1}',
  ];
  for (const text of [...senseless, "x".repeat(100_000), Buffer.from([1, 2, 3])]) {
    const { socket } = await look(inspector.url);
    const end = once(socket, "close");
    for (let n = 0; n < 200; n++) socket.send(text, () => {}); // what comes after the first is not heard
    await end;
  }
  await until(() => inspector.viewers === 0);
  const seen = await look(inspector.url); // the others are served
  await seen.next("pulse");
  seen[Symbol.dispose]();
});

test("at most 32 pages look at a time", async () => {
  await using inspector = await inspect();
  const pages = await Promise.all(Array.from({ length: 32 }, () => look(inspector.url)));
  assert.is(await upgrade(socketOf(inspector.url)), 503);
  for (const page of pages) page[Symbol.dispose]();
  await until(() => inspector.viewers === 0);
  assert.is(await upgrade(socketOf(inspector.url)), 101);
});

test("pages that came and went leave nothing", async () => {
  await using inspector = await inspect();
  const visit = async (): Promise<void> => {
    const page = await look(inspector.url);
    const end = once(page.socket, "close");
    page.socket.close();
    await end;
    await until(() => inspector.viewers === 0);
  };
  await keepsNothing("a page", visit, 3_000);
});

test.run();
