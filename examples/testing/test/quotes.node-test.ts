/** The service under node:test: many ask at once, in every order that five hundred seeds give. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { defineActor, type RefTo, spawn } from "@mailslot/actor";
import { go, sleep } from "@mailslot/core";
import { explore } from "@mailslot/testing";
import { type Feed, Quotes } from "../src/quotes.js";

test("however many ask at once, the feed is asked once", async () => {
  await explore({ runs: 500 }, function* ({ own }) {
    let asked = 0;
    const SlowFeed = defineActor("feed", {
      receive: {
        *price() {
          asked++;
          yield* sleep(100);
          return 40;
        },
      },
    });
    const quotes = own(spawn(Quotes, own(spawn(SlowFeed)) as unknown as RefTo<Feed>));
    const clients = ["ann", "bob", "eve"].map((name) => go(() => quotes.ask.price("ACME"), { name }));
    for (const client of clients) assert.equal(yield* client, 40);
    assert.equal(asked, 1);
  });
});
