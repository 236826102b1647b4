/** What is seen of a node that dies, by those who have sent something there, and there by what is left. */
import {
  type AnyRef,
  createGroup,
  type DeadLetter,
  deadLetters,
  defineActor,
  drain,
  exitOf,
  kill,
  RejectedError,
  type Signal,
  spawnWith,
  stop,
  terminate,
  UnknownOutcomeError,
} from "@mailslot/actor";
import { oneshot } from "@mailslot/core";
import { link, monitor } from "@mailslot/supervision";
import { rejection } from "@mailslot/test-support/rejection";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { stage } from "../stage.js";

const Service = defineActor("service", {
  state: () => ({ heard: [] as Signal[] }),
  receive: {
    wait: () => oneshot<number>(), // never sent
    answer: () => 1,
    note: (_ctx, _what: unknown) => {},
    heard: (ctx) => ctx.state.heard,
  },
  signal: (ctx, signal) => void ctx.state.heard.push(signal),
});

function letters(): () => DeadLetter[] {
  const receiver = deadLetters();
  return () => {
    const all: DeadLetter[] = [];
    for (let each = receiver.tryRecv(); typeof each === "object"; each = receiver.tryRecv()) all.push(each);
    return all;
  };
}

function scene() {
  const on = stage([Service]);
  return { ...on, far: on.now(on.toB.spawn(Service)), near: spawnWith({ scheduler: on.scheduler }, Service) };
}

test("an ask that was read ends unknown, one that was not is rejected", async () => {
  const { far, wire, run, loop, unhandled } = scene();
  const read = rejection(far.ask.wait());
  run();
  const unread = rejection(far.ask.answer());
  wire.kill(1);
  await loop.settle();
  for (const [error, type] of [
    [await read, UnknownOutcomeError],
    [await unread, RejectedError],
  ] as const) {
    assert.instance(error, type);
    assert.is(error.code, "ERR_MAILSLOT_NO_CONNECTION");
  }
  assert.equal(unhandled, []);
});

test("a tell that was not read, or comes later, is a dead letter", () => {
  const { far, wire, run } = scene();
  const all = letters();
  far.tell.note("unread");
  wire.kill(1);
  run();
  far.tell.note("later");
  assert.equal(
    all().map(({ message, args, reason }) => [message, args, reason]),
    [
      ["note", ["unread"], "no connection"],
      ["note", ["later"], "no actor"],
    ],
  );
});

test("links, monitors, groups and waits for the end hear of it", () => {
  const { far, near, wire, run, now, scheduler, go } = scene();
  const linked = spawnWith({ scheduler }, Service);
  const group = createGroup();
  group.join(far);
  monitor(far, near);
  link(far, linked);
  const exit = go(() => exitOf(far));
  run();
  wire.cut();
  run();
  assert.is(exit.poll(), "noconnection");
  assert.is(now(exitOf(linked)), "noconnection");
  assert.equal(
    now(near.ask.heard()).map(({ type, reason }) => [type, reason]),
    [["down", "noconnection"]],
  );
  assert.equal([...group], []);
});

test("a spawn fails, now and later", async () => {
  const { toB, wire, failure } = scene();
  const early = toB.spawn(Service);
  wire.cut();
  assert.is((await failure(early)).code, "ERR_MAILSLOT_NO_CONNECTION");
  assert.is((await failure(toB.spawn(Service))).code, "ERR_MAILSLOT_NO_CONNECTION");
  assert.not(toB.alive);
});

test("what a dead asker has asked, and was not begun, is not handled; its refs are dead", () => {
  const { far, near, a, b, toA, wire, run, now, scheduler } = scene();
  const back = now(toA.spawn(Service)) as AnyRef;
  assert.ok(near.alive && a && b);
  far.ask.wait();
  run();
  wire.cut();
  run();
  assert.not(back.alive);
  assert.ok(scheduler);
});

test("closing lets arrive what was sent before", () => {
  const { far, toB, toA, run, a, b } = scene();
  far.tell.note("before");
  toB.close();
  run();
  assert.equal([toB.alive, toA.alive], [false, false]);
  assert.equal([a.peers(), b.peers()], [[], []]);
});

test("an end at home ends the ref, with its reason", () => {
  for (const [end, reason] of [
    [stop, "shutdown"],
    [terminate, "shutdown"],
    [drain, "shutdown"],
    [kill, "killed"],
  ] as const) {
    const { far, now } = scene();
    end(far);
    assert.is(now(exitOf(far)), reason);
    assert.not(far.alive);
  }
});

test("an actor that has ended answers as the dead do", async () => {
  const { far, run, failure, loop } = scene();
  stop(far);
  run();
  const error = rejection(far.ask.answer());
  await loop.settle();
  assert.is((await error).code, "ERR_MAILSLOT_NO_ACTOR");
  assert.ok(failure);
});

test("nothing is left of a connection that has ended", () => {
  const { far, near, wire, run, left, toA, now } = scene();
  const back = now(toA.spawn(Service));
  monitor(far, near);
  far.ask.wait();
  back.ask.wait();
  run();
  wire.cut();
  run();
  assert.is(left().timers, 0);
  assert.ok(left().tasks.every((name) => name.startsWith("service")));
});

test.run();
