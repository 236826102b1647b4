/** The log of crashes, restarts and supervisors that give up, with the real console and the real pino. */
import { Console } from "node:console";
import { PassThrough } from "node:stream";
import { defineActor, onDeepMailbox, spawn, spawnWith, stop } from "@mailslot/actor";
import { createScheduler, ManualEventLoop } from "@mailslot/core";
import { goLinked, type LogOptions, logTo, supervisor } from "@mailslot/supervision";
import { pino } from "pino";
import { test } from "uvu";
import * as assert from "uvu/assert";

const Worker = defineActor("worker", {
  receive: {
    work(_ctx, error: unknown) {
      throw error;
    },
    quit: (ctx) => ctx.stop(),
  },
});

type Entry = [level: string, text: string, fields: Record<string, unknown>];

/** A logger of the shape of console that keeps its entries, and a scheduler by hand. */
function staged(options: LogOptions = {}) {
  const loop = new ManualEventLoop();
  const unhandled: unknown[] = [];
  const scheduler = createScheduler({ loop, onUnhandled: (error) => void unhandled.push(error) });
  const entries: Entry[] = [];
  const method = (level: string) => (text: string, fields: Record<string, unknown>) =>
    void entries.push([level, text.replace(/#\d+/g, ""), fields]);
  const logger = { debug: method("debug"), info: method("info"), warn: method("warn"), error: method("error") };
  const log = logTo(logger, options);
  const done = () => {
    log[Symbol.dispose]();
    return entries;
  };
  const texts = () => done().map(([level, text]) => `${level}: ${text}`);
  return { loop, scheduler, unhandled, entries, done, texts, own: () => spawnWith({ scheduler }, Worker) };
}

function supervised(on: ReturnType<typeof staged>, restarts: number) {
  const made = supervisor({
    name: "shop",
    scheduler: on.scheduler,
    intensity: { restarts, within: 1_000 },
    children: [{ id: "till", start: () => spawn(Worker) }],
  });
  const task = on.scheduler.go(() => made);
  on.loop.run();
  return task.poll() as Awaited<typeof made>;
}

test("a crash is logged once, with the name of the actor, the message that it handled, and the error", () => {
  const on = staged();
  const worker = on.own();
  const error = new RangeError("too much");
  worker.tell.work(error);
  on.loop.run();
  assert.is(on.unhandled.length, 1, "to be logged is not to be seen");
  const [[level, text, fields] = [], ...others] = on.done();
  assert.equal([level, text, others.length], ["error", "worker crashed in work: RangeError: too much", 0]);
  assert.equal({ ...fields }, { actor: worker.name, handling: "work", err: error });
});

test("a restart is logged with the new name and the reason, and its error is not logged once more", () => {
  const on = staged();
  const shop = supervised(on, 5);
  const error = new Error("no");
  shop.child("till").tell.work(error);
  on.loop.run();
  const { name } = shop.child("till");
  const { supervisor: by, ...fields } = on.entries[1]?.[2] ?? {};
  assert.equal([by, fields], [shop.name, { child: "till", name, reason: "Error: no" }]);
  assert.equal(on.texts(), [
    "error: worker crashed in work: Error: no",
    "warn: supervisor (shop) restarted till, which is worker now, after Error: no",
  ]);
});

test("a supervisor that gives up is logged with its error; its child's crash is one entry of its own", () => {
  const on = staged();
  const shop = supervised(on, 1);
  for (const text of ["first", "second"]) {
    shop.child("till").tell.work(new Error(text));
    on.loop.run();
  }
  const { err } = on.entries.at(-1)?.[2] ?? {};
  assert.is((err as { code?: string }).code, "ERR_MAILSLOT_RESTART_INTENSITY");
  assert.equal(on.texts(), [
    "error: worker crashed in work: Error: first",
    "warn: supervisor (shop) restarted till, which is worker now, after Error: first",
    "error: worker crashed in work: Error: second",
    'error: supervisor (shop) gives up: child "till" ended once more after 1 restart within 1000 ms',
  ]);
});

test("the end of a child in order is a word for those who debug; its restart is logged", () => {
  const on = staged();
  const shop = supervised(on, 5);
  shop.child("till").tell.quit();
  on.loop.run();
  assert.equal(on.texts(), [
    "debug: till of supervisor (shop), worker, has ended: normal",
    "warn: supervisor (shop) restarted till, which is worker now, after normal",
  ]);
});

test("a start that fails is logged, and its error once", () => {
  const on = staged();
  let starts = 0;
  const made = supervisor({
    scheduler: on.scheduler,
    intensity: { restarts: 3, within: 1_000 },
    children: [
      {
        id: "till",
        start() {
          if (++starts === 2) throw new Error("no till");
          return spawn(Worker);
        },
      },
    ],
  });
  on.scheduler.go(() => made);
  on.loop.run();
  const task = on.scheduler.go(() => made);
  on.loop.run();
  (task.poll() as Awaited<typeof made>).child("till").tell.quit();
  on.loop.run();
  assert.ok(
    on.entries.some(
      ([level, text]) => level === "error" && text === "till of supervisor did not start: Error: no till",
    ),
  );
  assert.is(on.done().filter(([, , { err }]) => err !== undefined).length, 1);
});

test("a task under a supervisor that crashes is logged, too", () => {
  const on = staged();
  const made = supervisor({
    scheduler: on.scheduler,
    children: [
      {
        id: "fetch",
        restart: "temporary",
        start: () => on.scheduler.go(() => Promise.reject(new Error("gone")), { name: "fetcher" }),
      },
    ],
  });
  on.scheduler.go(() => made);
  on.loop.run();
  return on.loop.settle().then(() => {
    assert.equal(on.texts(), ["error: fetch of supervisor, task fetcher, crashed: Error: gone"]);
  });
});

test("what a failure brings down by a link ends because of it, and the error is a field once", () => {
  const on = staged();
  const Parent = defineActor("parent", {
    receive: {
      begin() {
        goLinked(() => Promise.reject(new Error("broken")));
      },
    },
  });
  const parent = spawnWith({ scheduler: on.scheduler }, Parent);
  parent.tell.begin();
  on.loop.run();
  return on.loop.settle().then(() => {
    assert.equal(on.texts(), ["warn: parent ends because of a failure: Error: broken"]);
  });
});

test("kills and orderly ends are no crashes", () => {
  const on = staged();
  const worker = on.own();
  stop(worker);
  on.loop.run();
  assert.equal(on.done(), []);
});

test("dead letters and deep mailboxes are logged on request, and onDeepMailbox has what it had before", () => {
  const heard: string[] = [];
  const first = onDeepMailbox((ref) => void heard.push(ref.name));
  const on = staged({ deadLetters: true, deepMailboxes: true });
  const Slow = defineActor("slow", { mailbox: { warnAt: 2 }, receive: { work: () => {} } });
  const slow = spawnWith({ scheduler: on.scheduler }, Slow);
  slow.tell.work();
  slow.tell.work();
  stop(slow);
  on.loop.run();
  slow.tell.work();
  const texts = on.texts();
  assert.is(texts[0], "warn: the mailbox of slow holds 2 messages");
  assert.ok(texts.includes("info: dead letter work to slow: no actor"), texts.join("\n"));
  assert.equal(heard, []);
  const now = onDeepMailbox(first);
  now(slow, 5);
  assert.equal(heard, [slow.name]);
});

test("pino gets its fields first: each entry is one line of JSON, with the error's stack and refs as text", () => {
  const lines: string[] = [];
  const logger = pino({ level: "debug" }, { write: (line: string) => void lines.push(line) });
  const on = staged();
  const log = logTo(logger);
  const shop = supervised(on, 5);
  shop.child("till").tell.work(new TypeError("no"));
  on.loop.run();
  log[Symbol.dispose]();
  on.done();
  const entries = lines.map((line) => JSON.parse(line));
  assert.equal(
    entries.map(({ level, msg }) => [level, msg.replace(/#\d+/g, "")]),
    [
      [50, "worker crashed in work: TypeError: no"],
      [40, "supervisor (shop) restarted till, which is worker now, after TypeError: no"],
    ],
  );
  assert.equal([entries[0].handling, entries[0].err.type, entries[0].err.message], ["work", "TypeError", "no"]);
  assert.match(entries[0].err.stack, "log-to.test");
  assert.is(lines.filter((line) => line.includes('"stack"')).length, 1);
  logger.info({ worker: shop.child("till") }, "a ref");
  assert.is(JSON.parse(lines.at(-1) as string).worker, `actor ${shop.child("till").name}`);
});

test("console gets the text first", () => {
  const out = new PassThrough();
  const on = staged();
  const log = logTo(new Console(out));
  on.own().tell.work(new Error("no"));
  on.loop.run();
  log[Symbol.dispose]();
  on.done();
  assert.match(String(out.read()), /^worker#\d+ crashed in work: Error: no \{/);
});

test("a logger that throws, or rejects, harms nothing, and that is said once", async () => {
  const { error } = console;
  const said: unknown[][] = [];
  console.error = (...args) => void said.push(args);
  const broken = () => {
    throw new Error("the disk is full");
  };
  const logs = [
    logTo({ info: broken, warn: broken, error: broken }),
    logTo({ info: broken, warn: broken, error: () => Promise.reject(new Error("the disk is full")) }),
  ];
  try {
    const on = staged();
    const shop = supervised(on, 5);
    for (let n = 0; n < 3; n++) {
      shop.child("till").tell.work(new Error("no"));
      on.loop.run();
    }
    await on.loop.settle();
    assert.is(shop.child("till").alive, true);
    assert.is(on.done().length, 6);
    assert.is(said.length, 2);
  } finally {
    console.error = error;
    for (const log of logs) log[Symbol.dispose]();
  }
});

test("several logs hear the same, and one that is over hears nothing", () => {
  const on = staged();
  const other: string[] = [];
  const write = (text: string) => void other.push(text);
  const log = logTo({ info: write, warn: write, error: write });
  on.own().tell.work(new Error("one"));
  on.loop.run();
  assert.is(on.done().length, 1);
  on.own().tell.work(new Error("two"));
  on.loop.run();
  log[Symbol.dispose]();
  on.own().tell.work(new Error("three"));
  on.loop.run();
  assert.equal([on.entries.length, other.length], [1, 2]);
});

test("what is no logger is refused, and so are options that make no sense", () => {
  const wrong: unknown[] = [null, 7, "console", {}, { info() {}, warn() {} }, { info: 1, warn() {}, error() {} }];
  const isRefused = (error: { code?: string }): boolean => error.code === "ERR_MAILSLOT_ARGUMENT";
  for (const logger of wrong) assert.throws(() => logTo(logger as never), isRefused);
  assert.throws(() => logTo(console, { fields: "middle" as never }), isRefused);
  assert.throws(() => logTo(console, 7 as never), isRefused);
});

test.run();
