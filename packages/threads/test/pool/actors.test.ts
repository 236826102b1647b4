// watchdog: 120 s
/** Actors on workers: spawned, used like local ones from every thread, and what others see when a worker dies. */

import { deadLetters, defineActor, exitOf, isRef, type Ref, stop } from "@mailslot/actor";
import { go, notReady, oneshot } from "@mailslot/core";
import { demonitor, isDown, link, monitor, signals, trapExits } from "@mailslot/supervision";
import { rejection } from "@mailslot/test-support/rejection";
import { startThreads, type Threads, ThreadsError } from "@mailslot/threads";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type AccountRef, type ActorsModule, actors, type BombMessages } from "../actors.js";

let threads: Threads;
let known: ActorsModule;

test.before(async () => {
  known = (await import(actors.href)) as ActorsModule;
  threads = await startThreads({ workers: 2, entry: actors, execArgv: [] });
});
test.after(() => threads.close());

/** Spawns an account on each worker. */
async function accounts(): Promise<[AccountRef, AccountRef]> {
  return [
    await threads.spawnWith({ worker: 0 }, known.Account, 100),
    await threads.spawnWith({ worker: 1 }, known.Account, 0),
  ];
}

interface Armed {
  readonly bomb: Ref<BombMessages>;
  readonly exploding: ReturnType<typeof rejection>;
  explode(): void;
}

/** Ends the worker of `worker` in the middle of a message; answers once it handles that, with what ends it. */
async function armed(worker: number): Promise<Armed> {
  const bomb = await threads.spawnWith({ worker }, known.Bomb);
  const flag = new Int32Array(new SharedArrayBuffer(4));
  const exploding = rejection(bomb.ask.explode(flag));
  while (Atomics.load(flag, 0) === 0) await new Promise((then) => setImmediate(then));
  const explode = (): void => {
    Atomics.store(flag, 0, 2);
    Atomics.notify(flag, 0);
  };
  return { bomb, exploding, explode };
}

test("an actor on a worker is used like a local one", async () => {
  const [one, other] = await accounts();
  assert.equal([await one.ask.worker(), await other.ask.worker()], [0, 1]);
  one.tell.deposit(20);
  assert.is(await one.ask.balance(), 120);
  assert.ok(isRef(one));
});

test("monitors of an actor on a worker that were taken back are told nothing, the one after them is", async () => {
  const [one, other] = await accounts();
  const heard = await go(function* () {
    for (let n = 0; n < 1_000; n++) demonitor(monitor(one));
    const last = monitor(one);
    stop(one);
    while (one.alive) yield* other.ask.balance(); // asks keep the program running
    const signal = yield* signals();
    return [isDown(signal) && signal.monitor === last, signal.reason, signals().poll() === notReady];
  });
  assert.equal(heard, [true, "shutdown", true]);
  assert.not(one.alive);
});

test("tasks that ask without end leave the event loop its turns, and code that awaits too", async () => {
  const [one, other] = await accounts();
  let isOver = false;
  const asker = (account: AccountRef) =>
    go(function* () {
      let asked = 0;
      for (; !isOver; asked++) yield* account.ask.balance();
      return asked;
    });
  const askers = [asker(one), asker(other), asker(one)];
  for (let n = 0; n < 20; n++) {
    await new Promise((then) => setTimeout(then, 1));
    await new Promise((then) => setImmediate(then));
    assert.is(await other.ask.echo(n), n);
  }
  isOver = true;
  for (const each of askers) assert.ok((await each) > 0);
});

test("refs cross: an actor of one worker asks those of others", async () => {
  const [one, other] = await accounts();
  const clerk = await threads.spawnWith({ worker: 1 }, known.Clerk);
  assert.is(await clerk.ask.transfer(one, other, 30), 30);
  assert.is(await one.ask.balance(), 70);
  assert.is(await one.ask.echo(other), other);
});

test("what an actor refuses has its class and properties where it was asked", async () => {
  const [one] = await accounts();
  const error = await rejection(one.ask.withdraw(150));
  assert.instance(error.cause, known.Overdrawn);
  assert.is((error.cause as { by?: number }).by, 50);
});

test("without a worker named, each goes where the fewest tasks live", async () => {
  const own = await startThreads({ workers: 2, entry: actors, execArgv: [] });
  const where: number[] = [];
  for (let n = 0; n < 6; n++) where.push(await (await own.spawn(known.Account, n)).ask.worker());
  assert.equal(where.sort(), [0, 0, 0, 1, 1, 1]);
  await own.close();
});

test("actors spawn others, on their own worker and elsewhere", async () => {
  const head = await threads.spawnWith({ worker: 0 }, known.Head);
  for (const worker of [0, 1]) {
    const hired = await head.ask.hire(worker);
    assert.equal([await hired.ask.worker(), await hired.ask.balance()], [worker, 7]);
  }
});

test("a spawn whose state fails fails by its answer, on the same worker as on another", async () => {
  const head = await threads.spawnWith({ worker: 0 }, known.Head);
  for (const worker of [0, 1]) assert.match(await head.ask.fails(worker), "no state");
});

test("values of any size cross, and memory that is shared stays so", async () => {
  const [one] = await accounts();
  const text = "x".repeat(300_000);
  const shared = new Int32Array(new SharedArrayBuffer(4));
  const echoes = await Promise.all([one.ask.echo(1), one.ask.echo(text), one.ask.echo(shared), one.ask.echo(2)]);
  assert.equal([echoes[0], echoes[1] === text, echoes[3]], [1, true, 2]);
  shared[0] = 5;
  assert.is((echoes[2] as Int32Array)[0], 5);
});

test("thousands of messages at once arrive, in order", async () => {
  const [one] = await accounts();
  for (let n = 0; n < 20_000; n++) one.tell.deposit(1);
  assert.is(await one.ask.balance(), 20_100);
});

test("a definition that no entry exports is refused, and what is none", async () => {
  const Stranger = defineActor("stranger", { receive: {} });
  const unknown = await rejection(Promise.resolve().then(() => threads.spawn(Stranger)));
  assert.instance(unknown, ThreadsError);
  assert.equal(
    [unknown.code, /"stranger" is not exported/.test(unknown.message)],
    ["ERR_MAILSLOT_UNKNOWN_DEFINITION", true],
  );
  const none = await rejection(Promise.resolve().then(() => threads.spawn({} as never)));
  assert.is(none.code, "ERR_MAILSLOT_ARGUMENT");
});

test("an argument that cannot cross is refused where it is sent, with its path", async () => {
  const [one] = await accounts();
  const wrong = (act: () => unknown) => rejection(Promise.resolve().then(act) as Promise<unknown>);
  assert.match((await wrong(() => one.ask.echo({ draw: [() => {}] }))).message, "args[0].draw[0] is a function");
  assert.match((await wrong(() => threads.spawn(known.Account, (() => {}) as never))).message, "args[0] is a function");
  for (const worker of [2, -1, 0.5, "0"]) {
    const error = await wrong(() => threads.spawnWith({ worker: worker as number }, known.Account, 1));
    assert.equal([error.code, error.message.includes("from 0 to 1")], ["ERR_MAILSLOT_ARGUMENT", true]);
  }
});

test("when a worker dies, an ask that it had read ends unknown, and one that it had not is rejected", async () => {
  const { bomb, exploding, explode } = await armed(0);
  const unread = rejection(bomb.ask.noop());
  const letters = deadLetters();
  bomb.tell.noop();
  explode();
  assert.equal([(await exploding).name, (await exploding).code], ["UnknownOutcomeError", "ERR_MAILSLOT_NO_CONNECTION"]);
  assert.equal([(await unread).name, (await unread).code], ["RejectedError", "ERR_MAILSLOT_NO_CONNECTION"]);
  const letter = await letters.recv();
  assert.equal([letter.message, letter.reason], ["noop", "no connection"]);
  assert.is(await exitOf(bomb), "noconnection");
});

test("the death of a worker is heard by actors of other workers, by monitors and by links", async () => {
  const head = await threads.spawnWith({ worker: 1 }, known.Head);
  const { bomb, exploding, explode } = await armed(0);
  const heard = head.ask.ends(bomb);
  const bound = oneshot<void>();
  const bonds = go(function* () {
    trapExits(true);
    monitor(bomb);
    link(bomb);
    bound.send();
    const both = [yield* signals(), yield* signals()];
    return both.map((each) => [isDown(each), each.reason]);
  });
  await bound;
  explode();
  await exploding;
  assert.is(await heard, "noconnection");
  assert.equal((await bonds).sort(), [
    [false, "noconnection"],
    [true, "noconnection"],
  ]);
});

test("one that takes the place of the dead is known to all, at once", async () => {
  const { exploding, explode } = await armed(0);
  const head = await threads.spawnWith({ worker: 1 }, known.Head);
  explode();
  await exploding;
  const account = await threads.spawnWith({ worker: 0 }, known.Account, 3); // waits for the new one
  assert.is(await head.ask.asks(account), 3);
  assert.is(await (await head.ask.hire(0)).ask.balance(), 7);
});

test("after close, refs have ended, what waits to be spawned fails, and nothing more is spawned", async () => {
  const own = await startThreads({ workers: 1, entry: actors, execArgv: [] });
  const account = await own.spawn(known.Account, 1);
  const asked = rejection(account.ask.balance());
  const spawning = rejection(own.spawn(known.Account, 1));
  await own.close();
  assert.is((await asked).code, "ERR_MAILSLOT_NO_CONNECTION");
  assert.is((await spawning).code, "ERR_MAILSLOT_NO_CONNECTION");
  assert.is(await exitOf(account), "noconnection");
  const late = await rejection(Promise.resolve().then(() => own.spawn(known.Account, 1)));
  assert.is(late.code, "ERR_MAILSLOT_CLOSED");
});

test.run();
