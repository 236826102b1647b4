// watchdog: 180 s
// runs under Node alone: it needs sockets.
/** With 100,000 actors a page is served as with few, and looking takes no more of the time. */
import { defineActor, spawn } from "@mailslot/actor";
import { inspect } from "@mailslot/inspector";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { look } from "../looker.js";

const ACTORS = 100_000;
/** What was asked: 3 % of the time. */
const SHARE = 0.03;

interface Actors {
  readonly total: number;
  readonly matching: number;
  readonly rows: { readonly order?: readonly string[] };
}

test("100,000 actors are ranked and sought, in at most 3 % of the time", async () => {
  const Session = defineActor("session", { receive: { touch: () => {} } });
  const actors = Array.from({ length: ACTORS }, () => spawn(Session));
  await using inspector = await inspect();
  using page = await look(inspector.url, "overview");
  const all = (await page.next("actors")) as Actors;
  assert.equal([all.total, all.rows.order?.length], [ACTORS, 500]);
  const sought = actors[77_777]?.name as string;
  page.say({ type: "view", tab: "actors", order: "time", query: sought });
  const found = (await page.next("actors", (({ matching }: Actors) => matching === 1) as never)) as Actors;
  assert.equal(found.rows.order, [sought]);
  page.say({ type: "view", tab: "overview", order: "depth", query: "" });
  let sweeps = 0;
  let share = 0;
  page.socket.on("message", (data) => {
    const frame = JSON.parse(String(data)) as { type: string; share: number };
    if (frame.type === "pulse") share = frame.share;
    if (frame.type === "waits") sweeps++;
  });
  await page.next("waits");
  for (let n = 0; n < 12; n++) await page.next("pulse");
  assert.ok(share > 0 && share <= SHARE, `it took ${(share * 100).toFixed(2)} % of the time`);
  assert.ok(sweeps >= 1);
  assert.is(page.socket.bufferedAmount, 0);
});

test.run();
