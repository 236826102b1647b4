/** Loggers: the real console and the real pino, and those that fail. */
import { Console } from "node:console";
import { PassThrough } from "node:stream";
import { logTo } from "@mailslot/supervision";
import { pino } from "pino";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { staged, supervised } from "./staged.js";

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
  assert.match(entries[0].err.stack, "logger.test");
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
    logTo({ info: broken, warn: () => {}, error: () => Promise.reject(new Error("the disk has gone")) }),
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
    assert.equal(
      said.map(([, why]) => `${why}`),
      ["Error: the disk is full", "Error: the disk has gone"],
    );
  } finally {
    console.error = error;
    for (const log of logs) log[Symbol.dispose]();
  }
});

test("anything but a logger is refused, and so are options that make no sense", () => {
  const wrong: unknown[] = [null, 7, "console", {}, { info() {}, warn() {} }, { info: 1, warn() {}, error() {} }];
  const isRefused = (error: { code?: string }): boolean => error.code === "ERR_MAILSLOT_ARGUMENT";
  for (const logger of wrong) assert.throws(() => logTo(logger as never), isRefused);
  assert.throws(() => logTo(console, { fields: "middle" as never }), isRefused);
  assert.throws(() => logTo(console, 7 as never), isRefused);
});

test.run();
