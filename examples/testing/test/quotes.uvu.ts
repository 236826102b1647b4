/** The service under uvu: a probe in place of its feed, and an hour of time that takes no time. */
import { spawn } from "@mailslot/actor";
import { sleep } from "@mailslot/core";
import { probeActor, simulate } from "@mailslot/testing";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Feed, Quotes } from "../src/quotes.js";

test("a price is asked for once, and again when it is a minute old", () =>
  simulate(function* ({ own }) {
    const { ref: feed, expect, expectNone } = probeActor<Feed>("feed");
    const quotes = own(spawn(Quotes, own(feed)));

    const first = quotes.ask.price("ACME");
    (yield* expect()).reply(40); // the probe answers for the feed
    assert.is(yield* first, 40);

    yield* sleep(59_000);
    assert.is(yield* quotes.ask.price("ACME"), 40);
    yield* expectNone(1_000); // virtual time: the whole test takes milliseconds

    const later = quotes.ask.price("ACME");
    (yield* expect()).reply(41);
    assert.is(yield* later, 41);
  }));

test.run();
