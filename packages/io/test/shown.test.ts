// runs under Node alone: the package needs Node.
/** What logs show of listeners, connections, servers and exchanges: one line. */
import { memoryNetwork, requestHttp, serveHttp } from "@mailslot/io";
import { simulate } from "@mailslot/testing";
import { test } from "uvu";
import * as assert from "uvu/assert";

const shown = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

test("listeners, connections, servers and exchanges are one line of text in JSON", () =>
  simulate(function* () {
    const network = memoryNetwork();
    const listener = yield* network.listen({ port: 7 });
    assert.is(shown(listener), "the listener on :::7");
    const client = yield* network.connect({ port: 7 });
    assert.is(shown(client), "the connection to localhost:7");
    client.reset();
    listener.close();
    const server = yield* serveHttp({ port: 80, network });
    let exchange: unknown;
    server.serve((each) => {
      exchange = shown(each);
      each.respond("");
    });
    yield* requestHttp("http://localhost/a", { network });
    assert.is(exchange, "GET /a");
    assert.match(String(shown(server)), /80/);
    yield* server.close();
  }));

test.run();
