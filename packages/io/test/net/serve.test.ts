// runs under Node alone: it needs sockets.
/** Connections handled by `serve`: each in a task of its own, whose end is the connection's, and nothing more. */
import { go } from "@mailslot/core";
import { type Connection, connect, type ListenOptions, listen, memoryNetwork, type Network } from "@mailslot/io";
import { runProgram } from "@mailslot/test-support/program";
import { rejection } from "@mailslot/test-support/rejection";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { eventually } from "../scratch.js";

const networks: Record<string, () => Pick<Network, "listen" | "connect">> = {
  "real sockets": () => ({ listen, connect }),
  "a network in memory": () => memoryNetwork({ pieces: false }),
};
for (const [name, make] of Object.entries(networks)) {
  const open = async (options: Partial<ListenOptions> = {}) => {
    const network = make();
    const listener = await network.listen({ host: "127.0.0.1", port: 0, ...options });
    return { listener, join: () => network.connect(listener.address) };
  };

  test(`over ${name}: a handler runs per connection, and its end closes it`, async () => {
    const { listener, join } = await open();
    const serving = listener.serve(function* handler(peer) {
      yield* peer.write("hello");
    });
    const clients = [await join(), await join()];
    for (const client of clients) {
      let text = "";
      for await (const chunk of client) text += chunk;
      assert.is(text, "hello");
      assert.is(await client.close(), null);
    }
    listener.close();
    await serving;
  });

  test(`over ${name}: a failure resets its own connection, is told with it, and others are served`, async () => {
    const told: [unknown, Connection][] = [];
    const { listener, join } = await open({ onFailure: (error, connection) => void told.push([error, connection]) });
    listener.serve(async (peer) => {
      if (String(await peer.read()) === "fail") throw new Error("crash");
      await peer.write("fine");
    });
    const [bad, good] = [await join(), await join()];
    bad.write("fail");
    good.write("work");
    assert.is((await rejection(bad.read())).code, "ERR_MAILSLOT_RESET");
    assert.is(String(await good.read()), "fine");
    assert.equal(
      told.map(([error]) => (error as Error).message),
      ["crash"],
    );
    assert.ok(await eventually(() => told[0]?.[1].bytesRead === 4));
    listener.close();
  });

  test(`over ${name}: a peer that resets is told as what broke the connection`, async () => {
    const told: string[] = [];
    const { listener, join } = await open({ onFailure: (error) => void told.push((error as { code: string }).code) });
    listener.serve(function* echo(peer) {
      for (let chunk = yield* peer.read(); chunk !== undefined; chunk = yield* peer.read()) yield* peer.write(chunk);
    });
    const client = await join();
    client.write("x");
    await client.read();
    client.reset();
    assert.ok(await eventually(() => told.length === 1));
    assert.equal(told, ["ERR_MAILSLOT_RESET"]);
    listener.close();
  });
}

test("a peer's reset does not end the process, and nothing is written of it", () => {
  const program = `
    import { connect, listen } from "@mailslot/io";
    const listener = await listen({ host: "127.0.0.1", port: 0 });
    listener.serve(function* echo(peer) {
      for (let chunk = yield* peer.read(); chunk !== undefined; chunk = yield* peer.read()) yield* peer.write(chunk);
    });
    for (let n = 0; n < 2; n++) {
      const client = await connect(listener.address);
      client.write("x");
      console.log(String(await client.read()));
      client.reset();
      await client.closed;
    }
    listener.close();`;
  assert.equal(runProgram(program), { code: 0, stdout: "x\nx\n", stderr: "" });
});

test("a failure that no callback takes is written to stderr, and the process goes on", () => {
  const program = `
    import { connect, listen } from "@mailslot/io";
    const listener = await listen({ host: "127.0.0.1", port: 0 });
    listener.serve(() => { throw new Error("crash") });
    const client = await connect(listener.address);
    await client.closed;
    listener.close();`;
  const { code, stderr } = runProgram(program);
  assert.is(code, 0);
  assert.match(stderr, /the handler of a connection accepted by the listener on .* failed: Error: crash/);
});

test("an abort of the listener's signal ends the serving in good order", async () => {
  const stop = new AbortController();
  const listener = await listen({ host: "127.0.0.1", port: 0, signal: stop.signal });
  const serving = listener.serve(() => undefined);
  setImmediate(() => stop.abort());
  assert.is(await serving, undefined);
});

test("cancelling the serving leaves further connections to others", async () => {
  const listener = await listen({ host: "127.0.0.1", port: 0 });
  const serving = listener.serve(() => undefined);
  go(() => serving.cancel());
  await rejection(serving);
  const client = await connect(listener.address);
  const peer = await listener.accept();
  peer.reset();
  client.reset();
  listener.close();
});

test.run();
