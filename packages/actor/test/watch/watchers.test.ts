/** Those who watch messages: what they wrap around handlers, several at once, those that are wrong, and their end. */
import { defineActor, stop, watchMessages } from "@mailslot/actor";
import { observe, sleep } from "@mailslot/core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { stage } from "../stage.js";
import { take, Worker, watched } from "./heard.js";

const watching = suite("watchers");

watching(
  "a handler runs within what the watcher wraps around it, also after it has waited, if there is a carrier",
  () => {
    let depth = 0;
    const depths: number[] = [];
    const Deep = defineActor("deep", {
      receive: {
        *steps() {
          depths.push(depth);
          yield* sleep(1);
          depths.push(depth);
        },
      },
    });
    watched(
      (on) => {
        observe(on.scheduler, { carrier: { capture: () => null, run: (_, step) => step() } });
        const deep = on.spawn(Deep);
        deep.tell.steps();
        on.run();
        on.loop.advance(1);
        on.run();
        assert.equal(depths, [1, 1]);
        assert.is(depth, 0);
        stop(deep);
        on.run();
      },
      {
        within(_, step) {
          depth++;
          step();
          depth--;
        },
      },
    );
  },
);

watching("several watchers hear each message, and one that is disposed of hears nothing more", () =>
  watched((on, heard) => {
    const others: string[] = [];
    const other = watchMessages({
      sent: ({ message }) => (message === "plain" ? message : undefined),
      ended: (message) => void others.push(message),
    });
    const worker = on.spawn(Worker);
    worker.tell.plain(1);
    worker.tell.many(1, 2, 3);
    on.run();
    assert.equal(others, ["plain"]);
    worker.tell.plain(2);
    other[Symbol.dispose]();
    other[Symbol.dispose]();
    on.run();
    worker.tell.plain(3);
    on.run();
    assert.equal(others, ["plain"]);
    assert.is(take(heard).filter((line) => line === "plain completed").length, 3);
    stop(worker);
    on.run();
  }),
);

watching("a watcher that throws harms no message: it is reported", () =>
  watched(
    (on) => {
      const worker = on.spawn(Worker);
      assert.is(on.now(worker.ask.plain(7)), 7);
      worker.tell.fails();
      on.run();
      const texts = on.unhandled.map(String).join("\n");
      for (const method of ["began", "ended", "answered", "within"]) assert.match(texts, `${method} is broken`);
    },
    Object.fromEntries(
      ["began", "ended", "answered", "within"].map((method) => [
        method,
        () => {
          throw new Error(`${method} is broken`);
        },
      ]),
    ),
  ),
);

watching("a `sent` that throws leaves the message unwatched", () => {
  let others = 0;
  watched(
    (on) => {
      const worker = on.spawn(Worker);
      assert.is(on.now(worker.ask.plain(7)), 7);
      assert.is(on.unhandled.length, 1);
      assert.is(others, 0);
      stop(worker);
      on.run();
    },
    {
      sent() {
        throw new Error("it is broken");
      },
      ended: () => void others++,
    },
  );
});

watching("when nobody watches any more, messages are sent and handled as before, and the layer is gone", () => {
  const on = stage();
  const worker = on.spawn(Worker);
  const before = Object.getPrototypeOf(Object.getPrototypeOf(worker));
  watched(() => assert.is.not(Object.getPrototypeOf(Object.getPrototypeOf(worker)), before));
  assert.is(Object.getPrototypeOf(Object.getPrototypeOf(worker)), before);
  assert.is(on.now(worker.ask.plain(1)), 1);
  stop(worker);
  on.run();
});

watching("anything but a watcher is refused", () => {
  for (const wrong of [null, 1, {}, { sent: 1 }, { sent() {}, began: 1 }])
    assert.throws(
      () => watchMessages(wrong as never),
      (error: { code?: string }) => error.code === "ERR_MAILSLOT_ARGUMENT",
    );
});

watching.run();
