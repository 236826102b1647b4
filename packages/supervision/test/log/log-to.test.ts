/** The log of crashes, restarts and supervisors that give up. */
import { defineActor, onDeepMailbox, spawn, spawnWith, stop } from "@mailslot/actor";
import { goLinked, logTo, supervisor } from "@mailslot/supervision";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { staged, supervised, Worker } from "./staged.js";

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

test("a start that fails in its hook is a crash, whose error is not a field once more where the start is told of", () => {
  const on = staged();
  let starts = 0;
  const Slow = defineActor("slow", {
    started() {
      if (++starts === 2) throw new Error("no disk");
    },
    receive: { quit: (ctx) => ctx.stop() },
  });
  const made = supervisor({
    scheduler: on.scheduler,
    intensity: { restarts: 3, within: 1_000 },
    children: [{ id: "slow", start: () => spawn(Slow) }],
  });
  const task = on.scheduler.go(() => made);
  on.loop.run();
  (task.poll() as Awaited<typeof made>).child("slow").tell.quit();
  on.loop.run();
  const told = on.done().filter(([level]) => level === "error");
  assert.equal(
    told.map(([, text, { err }]) => [text, err !== undefined]),
    [
      ["slow crashed in started: Error: no disk", true],
      ["slow of supervisor did not start: Error: no disk", false],
    ],
  );
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

test("kills and orderly ends are not logged as crashes", () => {
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

test.run();
