/** Stash and unstash, and becoming something else. */
import { defineActor, Refusal, stop } from "@mailslot/actor";
import { thrown } from "@mailslot/test-support/rejection";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { receivedLetters } from "../letters.js";
import { stage } from "../stage.js";

const Shop = defineActor("shop", {
  state: (served: string[]) => ({ served }),
  stash: 3,
  receive: {
    open(ctx) {
      ctx.become("open");
      return ctx.unstash();
    },
    close: (ctx) => ctx.become(null),
    serve(ctx, _guest: string): string {
      ctx.stash();
      return "not the answer";
    },
    *serveSlowly(ctx, guest: string): Generator<never, string> {
      if (ctx.behaviour === null) ctx.stash();
      else ctx.state.served.push(guest);
      return guest;
    },
    serveOne: (ctx) => {
      ctx.become("open");
      return ctx.unstash(1);
    },
    what: (ctx) => ctx.behaviour,
  },
  behaviours: {
    open: {
      serve(ctx, guest) {
        ctx.state.served.push(guest);
        return `served ${guest}`;
      },
    },
  },
});

test("a stashed message is handled after unstash, in its order, before those that wait", () => {
  const { spawn, run } = stage();
  const served: string[] = [];
  const shop = spawn(Shop, served);
  shop.tell.serve("a");
  shop.tell.serve("b");
  shop.tell.open();
  shop.tell.serve("c");
  run();
  assert.equal(served, ["a", "b", "c"]);
});

test("a stashed ask is answered when it is handled, not before", () => {
  const { spawn, go, run } = stage();
  const shop = spawn(Shop, []);
  const asking = go(() => shop.ask.serve("a"));
  const slow = go(() => shop.ask.serveSlowly("b"));
  run();
  assert.is(asking.status, "waiting");
  assert.is(slow.status, "waiting");
  shop.tell.open();
  run();
  assert.is(asking.poll(), "served a");
  assert.is(slow.poll(), "b");
});

test("unstash takes back as many messages as it is given", () => {
  const { spawn, go, run } = stage();
  const served: string[] = [];
  const shop = spawn(Shop, served);
  for (const guest of ["a", "b"]) shop.tell.serve(guest);
  const count = go(() => shop.ask.serveOne());
  run();
  assert.is(count.poll(), 1);
  assert.equal(served, ["a"]);
  const rest = go(() => shop.ask.open());
  run();
  assert.is(rest.poll(), 1);
  assert.equal(served, ["a", "b"]);
});

test("a full stash is an error that names the actor and what to do", () => {
  const { spawn, run, unhandled } = stage();
  const shop = spawn(Shop, []);
  for (const guest of ["a", "b", "c", "d"]) shop.tell.serve(guest);
  run();
  const error = unhandled[0] as Error & { code: string };
  assert.is(error.code, "ERR_MAILSLOT_STASH_FULL");
  assert.match(error.message, /shop#\d+ has stashed 3 messages: unstash them sooner/);
});

test("when the actor exits, stashed messages become dead letters, and stashed asks are rejected", () => {
  const { spawn, go, run } = stage();
  const letters = receivedLetters();
  const shop = spawn(Shop, []);
  shop.tell.serve("a");
  const asking = go(() => shop.ask.serve("b"));
  run();
  stop(shop);
  run();
  assert.is(thrown(() => asking.poll()).code, "ERR_MAILSLOT_NO_ACTOR");
  assert.equal(
    letters().map(({ args, reason }) => [args, reason]),
    [[["a"], "exited"]],
  );
});

test("stash outside a message is an error", () => {
  const { spawn, run, unhandled } = stage();
  spawn(defineActor("actor", { receive: {}, started: (ctx) => ctx.stash() }));
  run();
  assert.is((unhandled[0] as { code: string }).code, "ERR_MAILSLOT_OUTSIDE_ACTOR");
});

test("stash works with a bounded mailbox and priorities", () => {
  const { spawn, run } = stage();
  const lines: string[] = [];
  const Actor = defineActor("actor", {
    mailbox: { capacity: 4 },
    priority: { open: 1 },
    state: () => ({ isOpen: false }),
    receive: {
      work(ctx, text: string) {
        if (ctx.state.isOpen) lines.push(text);
        else ctx.stash();
      },
      open(ctx) {
        ctx.state.isOpen = true;
        ctx.unstash();
      },
    },
  });
  const actor = spawn(Actor);
  for (const text of ["a", "b"]) actor.tell.work(text);
  run();
  for (const text of ["c", "d"]) actor.tell.work(text);
  actor.tell.open();
  run();
  assert.equal(lines, ["a", "b", "c", "d"]);
});

test("an actor takes on another behaviour from its next message on, and returns to the first", () => {
  const { spawn, go, run } = stage();
  const shop = spawn(Shop, []);
  const what = () => {
    const asking = go(() => shop.ask.what());
    run();
    return asking.poll();
  };
  assert.is(what(), null);
  shop.tell.open();
  assert.is(what(), "open");
  shop.tell.close();
  assert.is(what(), null);
});

test("a definition chooses the first behaviour of its actors", () => {
  const { spawn, go, run } = stage();
  const Door = defineActor("door", {
    initially: "closed",
    receive: {
      enter: () => "in",
      open: (ctx) => ctx.become(null),
    },
    behaviours: {
      closed: {
        enter() {
          throw new Refusal("closed");
        },
      },
    },
  });
  const door = spawn(Door);
  const early = go(() => door.ask.enter());
  run();
  door.tell.open();
  const late = go(() => door.ask.enter());
  run();
  assert.match(thrown(() => early.poll()).message, "closed");
  assert.is(late.poll(), "in");
});

test("becoming an unknown behaviour is an error that lists the known ones", () => {
  const { spawn, run, unhandled } = stage();
  const Actor = defineActor("actor", {
    receive: { change: (ctx, to: string) => ctx.become(to as "a") },
    behaviours: { a: {}, b: {} },
  });
  spawn(Actor).tell.change("c");
  run();
  assert.match((unhandled[0] as Error).message, "actor actor has no behaviour c to become: it has a, b");
});

test.run();
