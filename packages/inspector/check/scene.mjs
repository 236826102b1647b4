// A program with something of everything for the page to show: workers that crash, a cycle, a stuck chain, a long mailbox, dead
// letters, and load. `node scene.mjs [actors]` runs it alone, with that many actors more.
import { defineActor, kill, spawn, stop } from "@mailslot/actor";
import { channel, defaultScheduler, go, sleep } from "@mailslot/core";
import { inspect } from "@mailslot/inspector";
import { dynamicSupervisor, supervisor } from "@mailslot/supervision";

const never = channel();

const Worker = defineActor("worker", {
  receive: {
    *resize(_ctx, image) {
      yield* sleep(2);
      if (image % 97 === 0) throw new Error(`image ${image} has no pixels`);
      return image * 2;
    },
  },
});
const Ledger = defineActor("ledger", {
  receive: {
    *post() {
      yield* never.recv();
    },
  },
});
const Teller = defineActor("teller", {
  receive: {
    *deposit(_ctx, ledger) {
      yield* ledger.askWith({ timeout: Infinity }).post();
    },
  },
});
const Clerk = defineActor("clerk", {
  receive: {
    *serve(_ctx, teller, ledger) {
      yield* teller.askWith({ timeout: Infinity }).deposit(ledger);
    },
  },
});
const Auditor = defineActor("auditor", {
  receive: {
    *audit(ctx) {
      const { self } = ctx;
      // A task in between hides the cycle from the check that asks make.
      yield* go(function* review() {
        yield* self.askWith({ timeout: Infinity }).total();
      });
    },
    total: () => 7,
  },
});
const Printer = defineActor("printer", {
  receive: {
    *print() {
      yield* sleep(60_000);
    },
  },
});
const Session = defineActor("session", {
  state: (user) => ({ user, seen: 0 }),
  receive: { touch: (ctx) => ++ctx.state.seen },
});

/** Starts it; `end` of the result ends everything. */
export async function startScene({ sessions = 40, crashes = true } = {}) {
  const app = await supervisor({
    name: "app",
    children: [
      {
        id: "workers",
        start: () =>
          supervisor({
            name: "pool",
            strategy: "one-for-one",
            intensity: { restarts: Infinity },
            children: [1, 2, 3, 4].map((n) => ({ id: `worker ${n}`, start: () => spawn(Worker) })),
          }),
      },
      { id: "sessions", start: () => dynamicSupervisor({ start: (user) => spawn(Session, user) }) },
      { id: "ledger", start: () => spawn(Ledger) },
      {
        id: "clock",
        start: () =>
          go(function* clock() {
            for (;;) yield* sleep(1_000);
          }),
      },
    ],
  });
  const ledger = app.child("ledger");
  for (let n = 0; n < sessions; n++) await app.child("sessions").startChild(`user ${n}`);
  const tellers = [1, 2, 3].map(() => spawn(Teller));
  for (const teller of tellers) {
    const clerk = spawn(Clerk);
    clerk.tell.serve(teller, ledger);
  }
  spawn(Auditor).tell.audit();
  const printer = spawn(Printer);
  for (let n = 0; n < 1_200; n++) printer.tell.print(`page ${n}`);
  const gone = spawn(Session, "gone");
  stop(gone);
  const load = go(function* load() {
    for (let n = 1; ; n++) {
      for (const child of yield* app.child("workers").whichChildren())
        child.child?.tell.resize(crashes ? n : n * 97 + 1);
      if (n % 40 === 0) gone.tell.touch({ at: n, why: "late" });
      yield* sleep(5);
    }
  });
  return {
    app,
    async end() {
      defaultScheduler().onUnhandled = () => {}; // those that wait for each other fail with it
      load.cancel();
      await load.outcome();
      kill(printer); // its pages would keep the program alive for a day
      await app.stop();
    },
  };
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const more = Number(process.argv[2] ?? 0);
  for (let n = 0; n < more; n++) spawn(Session, `more ${n}`);
  await startScene();
  const { url } = await inspect({ port: Number(process.env.PORT ?? 0) });
  console.log(url);
}
