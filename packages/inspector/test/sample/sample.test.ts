// watchdog: 120 s
// runs under Node alone: it needs sockets.
/** What pages are sent: actors, trees, waits, messages, letters and traces, as they are and as they change. */
import { defineActor, spawn, spawnWith, stop } from "@mailslot/actor";
import { createScheduler, go, oneshot } from "@mailslot/core";
import { inspect } from "@mailslot/inspector";
import { supervisor } from "@mailslot/supervision";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { look } from "../looker.js";

interface Rows<T> {
  readonly rows: { readonly order?: readonly string[]; readonly changed: readonly T[] };
}
interface ActorRow {
  readonly key: string;
  readonly depth: number;
  readonly handles: string | null;
  readonly ms: number | null;
  readonly waitsFor: string | null;
}
interface ChainRow {
  readonly cycle: boolean;
  readonly behind: number;
  readonly links: readonly { readonly name: string; readonly message: string | null }[];
}
interface TreeRow {
  readonly id: string | null;
  readonly name: string | null;
  readonly restarts: number;
  readonly children: readonly TreeRow[];
}

/** Asks that wait until the test is over. */
const patient = { timeout: Number.POSITIVE_INFINITY };

function gate() {
  const opened = oneshot<void>();
  return { opened, open: () => opened.send() };
}

/** An actor that handles each message when the gate is open. */
const Slow = defineActor("slow", {
  state: (opened: ReturnType<typeof gate>["opened"]) => ({ opened }),
  receive: {
    *work(ctx) {
      yield* ctx.state.opened;
    },
  },
});
const Quick = defineActor("quick", {
  receive: {
    double: (_ctx, n: number) => n * 2,
    crash() {
      throw new Error("no room");
    },
  },
});

test("actors come with their mailboxes and what they handle, longest first, and then only what changes", async () => {
  await using inspector = await inspect();
  const { opened, open } = gate();
  const [slow, quick] = [spawn(Slow, opened), spawn(Quick)];
  for (let n = 0; n < 5; n++) slow.tell.work();
  using page = await look(inspector.url);
  const { rows } = (await page.next("actors")) as Rows<ActorRow>;
  assert.equal(rows.order?.slice(0, 1), [slow.name]);
  assert.ok(rows.order?.includes(quick.name));
  const [row] = rows.changed;
  assert.equal([row?.key, row?.depth, row?.handles], [slow.name, 4, "work"]);
  assert.is(row?.waitsFor, "a oneshot");
  slow.tell.work();
  const isDeeper = ({ rows }: Rows<ActorRow>) => rows.changed.some(({ depth }) => depth === 5);
  const later = (await page.next("actors", isDeeper as never)) as Rows<ActorRow>;
  assert.equal([later.rows.order, later.rows.changed.map(({ key }) => key)], [undefined, [slow.name]]);
  open();
  for (const each of [slow, quick]) stop(each);
  const isGone = ({ rows }: Rows<ActorRow>) => rows.order?.includes(slow.name) === false;
  await page.next("actors", isGone as never);
});

test("actors are sought by name, whatever its case, and ordered by name and by time", async () => {
  await using inspector = await inspect();
  const { opened, open } = gate();
  const all = Array.from({ length: 12 }, () => spawn(Quick));
  const slow = spawn(Slow, opened);
  slow.tell.work();
  using page = await look(inspector.url, "actors", { query: "QUICK#" });
  type View = Rows<ActorRow> & { readonly matching: number; readonly total: number };
  // The first that is of the view: others may be on their way.
  const next = (fits: (view: View) => boolean): Promise<View> => page.next("actors", fits as never);
  const { total } = await next(({ matching }) => matching === 12);
  assert.ok(total >= 13, `${total} actors are shown`);
  page.say({ type: "view", tab: "actors", order: "time", query: "" });
  assert.is((await next(({ rows }) => rows.order !== undefined)).rows.order?.[0], slow.name);
  page.say({ type: "view", tab: "actors", order: "name", query: "quick" });
  const named = await next(({ rows }) => rows.order?.length === 12);
  assert.equal(
    named.rows.order,
    all.map(({ name }) => name),
  );
  page.say({ type: "view", tab: "actors", order: "name", query: "nobody" });
  await next(({ rows }) => rows.order?.length === 0);
  open();
  for (const each of [...all, slow]) stop(each);
});

test("actors of the given schedulers alone are shown", async () => {
  const scheduler = createScheduler({ name: "apart" });
  await using inspector = await inspect({ schedulers: [scheduler] });
  const [apart, other] = [spawnWith({ scheduler }, Quick), spawn(Quick)];
  using page = await look(inspector.url);
  const { rows } = (await page.next("actors")) as Rows<ActorRow>;
  assert.equal(rows.order, [apart.name]);
  const pulse = (await page.next("pulse")) as { readonly schedulers: readonly { readonly name: string }[] };
  assert.equal(
    pulse.schedulers.map(({ name }) => name),
    ["apart"],
  );
  for (const each of [apart, other]) stop(each);
});

test("a tree shows a restart, which is reported as it happens", async () => {
  await using inspector = await inspect();
  await using app = await supervisor({
    name: "app",
    children: [{ id: "inner", start: () => supervisor({ children: [{ id: "quick", start: () => spawn(Quick) }] }) }],
  });
  using page = await look(inspector.url, "supervisors");
  const before = (await page.next("tree")) as { readonly roots: readonly TreeRow[] };
  assert.equal(
    before.roots.map(({ name }) => name),
    [app.name],
  );
  assert.is(before.roots[0]?.children[0]?.children[0]?.restarts, 0);
  const reported = page.next("reports") as Promise<{
    readonly rows: readonly { event: string; child: string; reason: string }[];
  }>;
  const changed = page.next("tree") as Promise<{ readonly roots: readonly TreeRow[] }>;
  app.child("inner").child("quick").tell.crash();
  const { rows } = await reported;
  assert.equal(
    rows.map(({ event, child }) => `${event} ${child}`),
    ["ended quick", "restarted quick"],
  );
  assert.match(rows[0]?.reason ?? "", "no room");
  assert.is((await changed).roots[0]?.children[0]?.children[0]?.restarts, 1);
});

test("of a supervisor with thousands of children a part is listed", async () => {
  await using inspector = await inspect();
  const children = Array.from({ length: 1_000 }, (_, n) => ({ id: `${n}`, start: () => spawn(Quick) }));
  await using app = await supervisor({ children });
  using page = await look(inspector.url, "supervisors");
  const { roots } = (await page.next("tree")) as { readonly roots: readonly (TreeRow & { readonly more: number })[] };
  assert.equal([roots[0]?.name, roots[0]?.children.length, roots[0]?.more], [app.name, 200, 800]);
});

test("a cycle comes before a chain, which names who is last and how many wait behind", async () => {
  await using inspector = await inspect();
  const { opened, open } = gate();
  const slow = spawn(Slow, opened);
  const Asker = defineActor("asker", {
    receive: {
      *ask() {
        yield* slow.askWith(patient).work();
      },
      *turn(ctx) {
        const { self } = ctx;
        yield* go(function* between() {
          yield* self.askWith(patient).ask();
        });
      },
    },
  });
  const [one, two, three] = [spawn(Asker), spawn(Asker), spawn(Asker)] as const;
  one.tell.ask();
  two.tell.ask();
  three.tell.turn();
  using page = await look(inspector.url, "waits");
  const { rows, waiting } = (await page.next("waits")) as Rows<ChainRow> & { readonly waiting: number };
  assert.is(waiting, 4);
  const [cycle, chain] = rows.changed;
  assert.is(cycle?.cycle, true);
  const words = (row: ChainRow | undefined) => row?.links.map(({ name, message }) => `${name}: ${message}`).sort();
  assert.equal(words(cycle), [`${three.name}: null`, "between: ask"].sort());
  assert.equal([chain?.cycle, chain?.behind, chain?.links.at(-1)?.name], [false, 2, slow.name]);
  open();
  await page.next("waits", (({ rows }: Rows<ChainRow>) => rows.order?.length === 1) as never);
  stop(three, "kill");
  for (const each of [one, two, slow]) stop(each);
});

test("messages come with rates and times, while somebody looks at them", async () => {
  await using inspector = await inspect();
  const quick = spawn(Quick);
  using page = await look(inspector.url, "messages");
  const load = go(function* load() {
    for (;;) yield* quick.ask.double(2);
  });
  const { rows } = (await page.next("messages")) as Rows<{
    readonly key: string;
    readonly rate: number;
    readonly count: number;
    readonly took: readonly number[];
  }>;
  const row = rows.changed.find(({ key }) => key === "quick double");
  assert.ok(row !== undefined && row.rate > 0 && row.count > 0);
  assert.ok((row.took[0] as number) > 0 && (row.took[0] as number) <= (row.took[1] as number));
  load.cancel();
  await load.outcome();
  stop(quick);
});

test("of very many messages a second is measured, and then no more for a while", async () => {
  await using inspector = await inspect();
  const quick = spawn(Quick);
  using page = await look(inspector.url, "messages");
  await page.next("pulse"); // it watches from here on, or begins to within a second
  const send = setInterval(() => {
    for (let n = 0; n < 50_000; n++) quick.tell.double(n);
  }, 100);
  await page.next("messages", (({ isResting }: { isResting: boolean }) => isResting) as never);
  clearInterval(send);
  stop(quick);
});

test("a dead letter comes with what it held, and no code of the program runs for that", async () => {
  await using inspector = await inspect();
  const quick = spawn(Quick);
  stop(quick);
  using page = await look(inspector.url, "letters");
  await page.next("pulse");
  const ran: string[] = [];
  const value = {
    get secret() {
      ran.push("getter");
      return 1;
    },
    [Symbol.for("nodejs.util.inspect.custom")]: () => ran.push("inspect"),
    long: "x".repeat(10_000),
  };
  const coming = page.next("letters") as Promise<{
    readonly rows: readonly { to: string; message: string; args: string; reason: string }[];
  }>;
  quick.tell.double(value as never);
  const [row] = (await coming).rows;
  assert.equal([row?.to, row?.message, row?.reason], [quick.name, "double", "no actor"]);
  assert.match(row?.args ?? "", "[Getter]");
  assert.ok((row?.args.length ?? 0) <= 301);
  assert.equal(ran, []);
});

test("a recording is begun and ended by a page, and ends with the last that looks", async () => {
  await using inspector = await inspect();
  const quick = spawn(Quick);
  using page = await look(inspector.url, "trace");
  page.say({ type: "trace", on: true });
  await page.next("recording", (({ on }: { on: boolean }) => on) as never);
  for (let n = 0; n < 3; n++) await quick.ask.double(n);
  const coming = page.next("trace", (({ last }: { last: boolean }) => last) as never) as Promise<{
    readonly entries: readonly {
      readonly ph: string;
      readonly name: string;
      readonly args?: { readonly name?: string };
    }[];
  }>;
  page.say({ type: "trace", on: false });
  const { entries } = await coming;
  assert.ok(entries.some(({ ph, args }) => ph === "M" && args?.name?.startsWith(quick.name)));
  assert.ok(entries.some(({ ph }) => ph === "X"));
  await page.next("recording", (({ on }: { on: boolean }) => !on) as never);
  page.say({ type: "trace", on: true });
  await page.next("recording", (({ on }: { on: boolean }) => on) as never);
  page[Symbol.dispose]();
  while (inspector.isSampling) await new Promise((done) => setTimeout(done, 5));
  using other = await look(inspector.url, "trace");
  const { on } = (await other.next("recording")) as { readonly on: boolean };
  assert.is(on, false);
  stop(quick);
});

test("threads come with their counters, and a pool that was closed with none", async () => {
  let isClosed = false;
  const pool = {
    counters: () => {
      if (isClosed) throw new Error("closed");
      return [{ thread: 0, run: 7, name: "not a number", delay: "not a histogram" }];
    },
  };
  await using inspector = await inspect({ threads: [pool] });
  using page = await look(inspector.url, "schedulers");
  const first = (await page.next("pulse")) as { readonly threads: readonly unknown[] };
  assert.equal(first.threads, [{ pool: 0, thread: 0, isCaller: false, counts: { run: 7 }, delay: null }]);
  isClosed = true;
  await page.next("pulse", (({ threads }: { threads: readonly unknown[] }) => threads.length === 0) as never);
});

test.run();
