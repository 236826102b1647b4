/** Watching messages: what is heard of each, from its sending to its end. */
import { type Context, defineActor, drain, kill, named, register, router, stop, terminate } from "@mailslot/actor";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { take, Worker, watched } from "./heard.js";

const watching = suite("watching messages");

watching("a tell and an ask are heard of where they are sent, when their handler begins, and at their ends", () =>
  watched((on, heard) => {
    const worker = on.spawn(Worker);
    worker.tell.plain(1);
    const reply = worker.ask.many(1, 2, 3);
    assert.equal(take(heard), ["tell plain", "ask many"]);
    assert.is(on.now(reply), 3);
    assert.equal(take(heard), [
      "plain begins in worker",
      "plain completed",
      "many begins in worker",
      "many completed",
      "many answered: replied",
    ]);
    stop(worker);
    on.run();
  }),
);

for (const message of ["steps", "besides"] as const)
  watching(`the end of a handler that waits in ${message} is heard of when it comes`, () =>
    watched((on, heard) => {
      const worker = on.spawn(Worker);
      worker.tell[message]();
      on.run();
      assert.equal(take(heard), [`tell ${message}`, `${message} begins in worker`]);
      on.loop.advance(10);
      on.run();
      assert.equal(take(heard), [`${message} completed`]);
      stop(worker);
      on.run();
    }),
  );

watching("a handler that fails, and one that refuses, are told apart", () =>
  watched((on, heard) => {
    const worker = on.spawn(Worker);
    worker.tell.refuses();
    worker.tell.fails();
    worker.tell.plain(1);
    on.run();
    assert.equal(take(heard), [
      "tell refuses",
      "tell fails",
      "tell plain",
      "refuses begins in worker",
      "refuses refused",
      "refuses lost: rejected",
      "fails begins in worker",
      "fails failed",
      "plain lost: exited",
    ]);
    assert.is(on.unhandled.length, 1);
  }),
);

watching("a message that was put aside is heard of each time that its handler begins", () =>
  watched((on, heard) => {
    const worker = on.spawn(Worker);
    const reply = worker.ask.later();
    on.run();
    worker.tell.ready();
    assert.is(on.now(reply), "now");
    assert.equal(take(heard), [
      "ask later",
      "later begins in worker",
      "later stashed",
      "tell ready",
      "ready begins in worker",
      "ready completed",
      "later begins in worker",
      "later completed",
      "later answered: replied",
    ]);
    stop(worker);
    on.run();
  }),
);

for (const [how, end] of Object.entries({ terminate, kill }))
  watching(`${how} cuts the handler, and what waits for it is lost`, () =>
    watched((on, heard) => {
      const worker = on.spawn(Worker);
      worker.ask.waits();
      worker.tell.plain(1);
      on.run();
      take(heard);
      end(worker);
      on.run();
      assert.equal(take(heard), ["waits cut", "waits answered: failed", "plain lost: exited"]);
    }),
  );

for (const message of ["steps", "besides", "promise", "promised"] as const)
  watching(`killing the actor ends what was heard of ${message}, once`, () =>
    watched((on, heard) => {
      const worker = on.spawn(Worker);
      worker.ask[message]();
      on.run();
      take(heard);
      kill(worker);
      on.loop.advance(10);
      on.run();
      assert.is(heard.filter((line) => line === `${message} cut`).length, 1, heard.join());
      assert.is(heard.filter((line) => line === `${message} answered: failed`).length, 1, heard.join());
      assert.is(heard.length, 2, heard.join());
    }),
  );

watching("what is sent to an actor that has exited, or drains, is heard of as lost, or as answered", () =>
  watched((on, heard) => {
    const worker = on.spawn(Worker);
    worker.tell.plain(1);
    drain(worker);
    worker.tell.many(1, 2);
    on.run();
    worker.ask.steps();
    assert.equal(take(heard), [
      "tell plain",
      "tell many",
      "many lost: draining",
      "plain begins in worker",
      "plain completed",
      "ask steps",
      "steps answered: failed",
    ]);
  }),
);

watching("an ask that is given up is answered once; its handler ends later, or never begins", () =>
  watched((on, heard) => {
    const worker = on.spawn(Worker);
    worker.askWith({ timeout: 1 }).steps();
    worker.askWith({ timeout: 2 }).plain(1);
    on.run();
    on.loop.advance(3);
    on.run();
    on.loop.advance(3);
    on.run();
    assert.equal(take(heard), [
      "ask steps",
      "ask plain",
      "steps begins in worker",
      "steps answered: failed",
      "plain answered: failed",
      "steps completed",
      "plain lost: expired",
    ]);
    stop(worker);
    on.run();
  }),
);

const Little = defineActor("little", {
  mailbox: { capacity: 1, overflow: "drop-oldest" },
  receive: { one: () => {}, two: () => {} },
});
const Patient = defineActor("patient", { mailbox: { capacity: 1 }, receive: { one: () => 1, two: () => 2 } });

watching("what a full mailbox drops is heard of as lost, and what waits for room when it is handled", () =>
  watched((on, heard) => {
    const [little, patient] = [on.spawn(Little), on.spawn(Patient)];
    little.tell.one();
    little.tell.two();
    assert.equal(take(heard), ["tell one", "tell two", "one lost: dropped"]);
    patient.tell.one();
    patient.tell.two();
    take(heard);
    on.run();
    assert.equal(
      take(heard).filter((line) => line.includes("in patient")),
      ["one begins in patient", "two begins in patient"],
    );
    stop(little);
    stop(patient);
    on.run();
  }),
);

watching("a message to a ref that outlasts restarts is heard of when it is sent, once, and then in its actor", () =>
  watched((on, heard) => {
    const ref = named("watched name", Worker, { scheduler: on.scheduler });
    ref.tell.plain(1);
    const reply = ref.ask.plain(2);
    assert.equal(take(heard), ["tell plain", "ask plain"]);
    const worker = on.spawn(Worker);
    register("watched name", worker);
    assert.is(on.now(reply), 2);
    assert.equal(
      take(heard).filter((line) => line.includes("begins")),
      ["plain begins in worker", "plain begins in worker"],
    );
    stop(worker);
    on.run();
  }),
);

watching("a message through a router is heard of once, as sent to whom it went", () =>
  watched((on, heard) => {
    const workers = router([on.spawn(Worker), on.spawn(Worker)]);
    workers.tell.plain(1);
    on.run();
    assert.equal(take(heard), ["tell plain", "plain begins in worker", "plain completed"]);
    for (const worker of workers.workers()) stop(worker);
    on.run();
  }),
);

const Clock = defineActor("clock", {
  started: (ctx: Context<unknown>) => ctx.stop(),
  stopped: () => {},
  receive: { rings: () => {} },
  signal: () => {},
});

watching("hooks are not heard of", () =>
  watched((on, heard) => {
    on.spawn(Clock);
    on.run();
    assert.equal(heard, []);
  }),
);

watching.run();
