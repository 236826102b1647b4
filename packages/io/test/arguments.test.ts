// runs under Node alone: it needs sockets.
/** Arguments that make no sense, or that the platform would cut off or wrap, are errors at the call. */
import {
  bindUdp,
  blocking,
  connect,
  follow,
  lines,
  listen,
  memoryNetwork,
  openFile,
  readFile,
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
  "a local address that is not one": [() => connect({ port: 1, localAddress: "here" }), /the local address is "here"/],
};
for (const [what, [call, message]] of Object.entries(calls)) {
  test(`${what} is refused`, () => {
    const error = thrown(call);
    assert.is(error.code, "ERR_MAILSLOT_ARGUMENT");
    assert.match(error.message, message);
  });
}

test("a local address that this machine does not have is said to be that", async () => {
  const error = await rejection(connect({ port: 1, host: "127.0.0.1", localAddress: "192.0.2.1" }));
  assert.is.not(error.code, "ERR_MAILSLOT_TLS");
});

test.run();
