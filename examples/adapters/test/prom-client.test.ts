// runs under Node alone: it needs sockets.
/** Metrics as a scraper reads them: what the scheduler and the actors say at that time. */
import { deadLetterCount, defineActor, spawn, stop } from "@mailslot/actor";
import { counters, oneshot } from "@mailslot/core";
import { serveHttp } from "@mailslot/io";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Counter } from "../src/counter.js";
import { metricsOf, scrapeOf } from "../src/prom-client.js";

test("a scrape has counters, gauges, and what waits for each actor", async () => {
  const gate = oneshot<void>();
  const Busy = defineActor("busy", {
    receive: {
      *work() {
        yield* gate;
      },
    },
  });
  const [busy, idle, gone] = [spawn(Busy), spawn(Counter), spawn(Counter)];
  const actors = new Set([busy, idle]);
  for (let n = 0; n < 3; n++) busy.tell.work();
  stop(gone);
  gone.tell.count("nobody");
  const registry = metricsOf(() => actors);
  await using server = await serveHttp({ host: "127.0.0.1", port: 0 });
  server.serve(scrapeOf(registry));
  const scrape = async (): Promise<Map<string, number>> => {
    const answer = await fetch(`http://127.0.0.1:${server.port}/metrics`);
    assert.match(answer.headers.get("content-type") ?? "", /^text\/plain; version=0\.0\.4/);
    const rows = (await answer.text()).split("\n").filter((line) => line !== "" && !line.startsWith("#"));
    return new Map(rows.map((row) => [row.slice(0, row.lastIndexOf(" ")), Number(row.slice(row.lastIndexOf(" ")))]));
  };
  const first = await scrape();
  assert.is(first.get(`mailslot_mailbox_messages{actor="${busy.name}"}`), 3);
  assert.is(first.get(`mailslot_mailbox_messages{actor="${idle.name}"}`), 0);
  assert.is(first.get("mailslot_dead_letters_total"), deadLetterCount());
  assert.ok(deadLetterCount() > 0);
  assert.ok((first.get("mailslot_tasks") ?? 0) >= 2);
  assert.ok(first.has('mailslot_runnable{place="queue"}'));
  const { ticks } = counters();
  assert.ok((first.get("mailslot_ticks_total") ?? 0) <= ticks);
  gate.send();
  await idle.ask.count("ada");
  actors.delete(idle);
  const second = await scrape();
  assert.is(second.get(`mailslot_mailbox_messages{actor="${busy.name}"}`), 0);
  assert.not(second.has(`mailslot_mailbox_messages{actor="${idle.name}"}`));
  assert.ok((second.get("mailslot_ticks_total") ?? 0) > (first.get("mailslot_ticks_total") ?? 0));
  stop(busy);
  stop(idle);
});

test.run();
