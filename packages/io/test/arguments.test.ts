// runs under Node alone: it needs sockets.
/** Arguments that make no sense, or that the platform would cut off or wrap, are errors at the call. */
import {
  appendFile,
  bindUdp,
  blocking,
  connect,
  follow,
  lines,
  listen,
  memoryNetwork,
  openFile,
  readFile,
  requestHttp,
  serveHttp,
  startProcess,
  stdin,
  watchFile,
  writeFile,
} from "@mailslot/io";
import { rejection, thrown } from "@mailslot/test-support/rejection";
import { test } from "uvu";
import * as assert from "uvu/assert";

const mode = "w" as unknown as object;
const path = new URL(import.meta.url).pathname;
const long = `/tmp/${"x".repeat(200)}`;
const calls: Record<string, [call: () => unknown, message: RegExp]> = {
  "a mode in place of the options of openFile": [
    () => openFile(path, mode),
    /openFile is "w": give .*\{ flags: "w" \}/,
  ],
  "an encoding in place of those of readFile": [
    () => readFile(path, mode),
    /readFile is "w": give .*\{ encoding: "utf8" \}/,
  ],
  "a mode in place of those of writeFile": [() => writeFile(path, "", mode), /writeFile is "w"/],
  "a text in place of those of follow": [() => follow(path, mode), /follow is "w"/],
  "a text in place of those of watchFile": [() => watchFile(path, mode), /watchFile is "w"/],
  "an encoding in place of those of lines": [() => lines(stdin(), mode), /lines is "w"/],
  "a time between looks beyond the timers": [() => watchFile(path, { every: 2 ** 31 }), /from 1 to 2147483647/],
  "the same for follow": [() => follow(path, { every: 2 ** 31 }), /from 1 to 2147483647/],
  "a time to answer within beyond them": [() => serveHttp({ port: 0, answerWithin: 2 ** 31 }), /from 4 to 2147483647/],
  "a grace beyond them": [() => startProcess("true", [], { grace: 2 ** 31 }), /from 0 to 2147483647/],
  "a time to linger beyond them": [() => listen({ port: 0, linger: 2 ** 31 }), /the time to linger/],
  "a buffer to receive beyond the platform": [() => bindUdp({ receiveBuffer: 2 ** 31 }), /to 2147483647/],
  "a buffer to send beyond the platform": [() => bindUdp({ sendBuffer: 2 ** 31 }), /to 2147483647/],
  "a chunk beyond the platform": [() => openFile(path, { chunkSize: 2 ** 31 }), /to 2147483647/],
  "a path that the system would cut off, listening": [() => listen({ path: long }), /at most 10\d bytes/],
  "a path that the system would cut off, connecting": [() => connect({ path: long }), /at most 10\d bytes/],
  "a path that the system would cut off, serving": [() => serveHttp({ path: long }), /at most 10\d bytes/],
  "a descriptor in place of a path": [() => readFile(3 as never), /the path is 3: give a string or a file: URL/],
  "the same for openFile": [() => openFile(3 as never), /the path is 3/],
  "the same for writeFile": [() => writeFile(3 as never, ""), /the path is 3/],
  "the same for appendFile": [() => appendFile(3 as never, ""), /the path is 3/],
  "a symbol in place of a path": [() => openFile(Symbol("path") as never), /the path is Symbol\(path\)/],
  "a number to write": [() => writeFile(path, 7 as never), /what is written is 7: give text or bytes/],
  "the same for appendFile, to write": [() => appendFile(path, null as never), /what is written is null/],
  "no options for blocking": [() => blocking(() => 1, null as never), /second argument of blocking is null/],
  "no function for blocking": [() => blocking(5 as never), /the function given to blocking is 5: give a function/],
  "no options for listen": [() => listen(undefined as never), /the argument is undefined: give .*\{ port: 8080 \}/],
  "no options for connect": [() => connect(null as never), /the argument is null: give .*\{ port: 8080 \}/],
  "no options for serveHttp": [() => serveHttp(undefined as never), /the argument is undefined/],
  "null in place of the options of bindUdp": [() => bindUdp(null as never), /the argument is null/],
  "null in place of those of memoryNetwork": [() => memoryNetwork(null as never), /the argument is null/],
  "a number as the path of follow": [() => follow(5 as never), /the path is 5: give a string/],
  "a number as the path of watchFile": [() => watchFile(5 as never), /the path is 5: give a string/],
  "a number as the source of lines": [() => lines(5 as never), /the source of lines is 5: give/],
  "nothing as the source of lines": [() => lines(undefined as never), /the source of lines is undefined: give/],
  "an object without bytes as the source of lines": [() => lines({} as never), /the source of lines is .*: give/],
  "a partition from a host that the network does not have": [
    () => memoryNetwork({ hosts: ["db"] }).partition("db", "wbe"),
    /the host is "wbe": give one of the network's hosts/,
  ],
  "a least latency above the greatest": [() => memoryNetwork({ latency: [20, 5] }), /the latency of a network is/],
  "flags that are a number": [() => openFile(path, { flags: 2 as never }), /the flags is 2: give a string/],
  "a local address that is not one": [() => connect({ port: 1, localAddress: "here" }), /the local address is "here"/],
};
const revoked = Proxy.revocable({}, {});
revoked.revoke();
const wrongSignals: Record<string, (options: { signal: AbortSignal }) => unknown> = {
  blocking: (options) => blocking(() => 1, options),
  readFile: (options) => readFile(path, options),
  writeFile: (options) => writeFile(path, "", options),
  openFile: (options) => openFile(path, options),
  startProcess: (options) => startProcess("true", [], options),
  bindUdp: (options) => bindUdp(options),
  connect: (options) => connect({ port: 1, ...options }),
  listen: (options) => listen({ port: 0, ...options }),
  serveHttp: (options) => serveHttp({ port: 0, ...options }),
  requestHttp: (options) => requestHttp("http://localhost/", options),
  "connect of a network in memory": (options) => memoryNetwork().connect({ port: 1, ...options }),
};
for (const [name, call] of Object.entries(wrongSignals)) {
  for (const signal of [null, 7, 7n, "abort", Symbol("signal"), {}, revoked.proxy])
    calls[
      `${Object(signal) === signal ? "an object" : String(signal)} as the signal of ${name}${signal === revoked.proxy ? ", revoked" : ""}`
    ] = [() => call({ signal: signal as never }), /the signal for .*: give an AbortSignal/];
}
Object.assign(calls, {
  "options that were revoked": [() => connect(revoked.proxy as never), /the argument is \[object Object\]/],
  "options of a file that were revoked": [() => readFile(path, revoked.proxy), /second argument of readFile/],
  "a path that was revoked": [() => openFile(revoked.proxy as never), /the path is \[object Object\]/],
  "a host that is not a string": [() => connect({ port: 1, host: 7 as never }), /the host is 7: give a string/],
  "a host that is a symbol": [() => listen({ port: 0, host: Symbol("a") as never }), /the host is Symbol\(a\)/],
  "arguments that are not an array": [
    () => blocking(() => 1, { args: 7 as never }),
    /the args of blocking is 7: give a list/,
  ],
});
for (const [what, [call, message]] of Object.entries(calls)) {
  test(`${what} is refused`, () => {
    const error = thrown(call);
    assert.is(error.code, "ERR_MAILSLOT_ARGUMENT");
    assert.match(error.message, message);
  });
}

const neither: Record<string, unknown> = {
  undefined: undefined,
  null: null,
  "a number": 5,
  "an object": { length: 3 },
  "a DataView": new DataView(new ArrayBuffer(3)),
  "an array of other numbers": new Uint16Array(2),
};
for (const [what, data] of Object.entries(neither)) {
  test(`${what} cannot be written, with room or without, nor be sent`, async () => {
    const network = memoryNetwork({ pieces: false });
    const listener = await network.listen({ port: 80 });
    const full = await network.connect({ port: 80 });
    const peer = await listener.accept();
    for (let n = 0; n < 10; n++) full.write(new Uint8Array(65_536));
    const file = await openFile("/dev/null", { flags: "w" });
    const socket = await bindUdp({ host: "127.0.0.1" });
    const writes = [
      () => full.write(data as string),
      () => peer.write(data as string),
      () => file.write(data as string),
      () => socket.send(data as string, { port: socket.port }),
    ];
    for (const write of writes) {
      const error = thrown(write);
      assert.is(error.code, "ERR_MAILSLOT_ARGUMENT");
      assert.match(error.message, /give text or bytes/);
    }
    socket.close();
    await file.close();
    for (const connection of [full, peer]) connection.reset();
    listener.close();
  });
}

test("a local address that this machine does not have is said to be that", async () => {
  const error = await rejection(connect({ port: 1, host: "127.0.0.1", localAddress: "192.0.2.1" }));
  assert.is.not(error.code, "ERR_MAILSLOT_TLS");
});

test.run();
