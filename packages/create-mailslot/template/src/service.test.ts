/** The service under virtual time, over a network in memory: no socket, no waiting, and a failure can be repeated from its seed. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Steps } from "@mailslot/core";
import { memoryNetwork, requestHttp } from "@mailslot/io";
import { simulate } from "@mailslot/testing";
import { startService } from "./service.js";

test("people are greeted, and their greetings are counted", () =>
  simulate(function* ({ seed }) {
    const network = memoryNetwork({ seed, latency: [1, 20] });
    const service = yield* startService({ port: 80, network });
    function* ask(path: string): Steps<string> {
      const answer = yield* requestHttp(`http://localhost${path}`, { network });
      return `${answer.status} ${yield* answer.body.text()}`;
    }
    assert.equal(yield* ask("/hello/Ada"), "200 Hello, Ada!\n");
    assert.equal(yield* ask("/hello/Ada"), "200 Hello again, Ada: that makes 2.\n");
    assert.equal(yield* ask("/"), "404 Ask for /hello/Ada\n");
    yield* service.sup.stop();
  }));

test("a greeter that fails is started again, and has forgotten everybody", () =>
  simulate(function* ({ seed }) {
    const network = memoryNetwork({ seed });
    const service = yield* startService({ port: 80, network });
    const statuses: number[] = [];
    for (const path of ["/hello/Ada", "/hello/", "/hello/Ada"]) {
      const answer = yield* requestHttp(`http://localhost${path}`, { network });
      statuses.push(answer.status);
      if (path === "/hello/Ada") assert.equal(yield* answer.body.text(), "Hello, Ada!\n");
    }
    assert.deepEqual(statuses, [200, 500, 200]);
    yield* service.sup.stop();
  }));
