/** Mistakes with what ends, and with what comes after it. */
import { type Channel, channel, go, type Steps, scope, sleep, yieldNow } from "@mailslot/core";
import { type Exhibit, expectThat } from "./exhibit.js";

const timerIntoNewIncarnation: Exhibit = {
  name: "timer into a new incarnation",
  story: "A session has a timer that ends the session that is there when it fires. That may be the next one.",
  *run(safe) {
    let session = 1;
    const expired: number[] = [];
    const timer = go(function* timer() {
      const mine = session;
      yield* sleep(3);
      if (!safe || session === mine) expired.push(session);
    });
    const login = go(function* login() {
      yield* sleep(3);
      session++;
    });
    yield* timer;
    yield* login;
    expectThat(!expired.includes(2), "the new session has expired");
  },
};

const restartDropsMessages: Exhibit = {
  name: "restart that drops queued messages",
  story: "A worker makes its own inbox. When it crashes, what is still in the inbox is gone with it.",
  *run(safe) {
    const done: string[] = [];
    const shared = channel<string>({ name: "inbox" });
    let inbox: Channel<string> = shared;
    function* incarnation(): Steps<void> {
      if (!safe) inbox = channel<string>({ name: "inbox" });
      const mine = inbox;
      for (;;) {
        const job = yield* mine.recv();
        if (job === "poison") throw new Error("poisoned");
        done.push(job);
        if (job === "last") return;
      }
    }
    const supervisor = go(function* supervisor() {
      for (;;) {
        const { status } = yield* go(incarnation()).outcome();
        if (status === "completed") return;
      }
    });
    for (let n = 0; n < 4; n++) yield* yieldNow();
    for (const job of ["poison", "job", "last"]) {
      inbox.send(job);
      if (job === "poison") for (let n = 0; n < 6; n++) yield* yieldNow();
    }
    yield* supervisor;
    expectThat(done.includes("job"), "a job was dropped");
  },
};

const forgottenCancellation: Exhibit = {
  name: "forgotten cancellation",
  story: "A request starts a task for a part of its work. When the request is cancelled, the part waits on, for ever.",
  *run(safe) {
    let isWanted = true;
    const data = channel<string>({ name: "data" });
    const part = (): Steps<string> => data.recv() as unknown as Steps<string>;
    const request = go(function* request() {
      if (safe) yield* scope((inner) => inner.go(() => part(), { name: "part" }));
      else yield* go(() => part(), { name: "part" });
    });
    const server = go(function* server() {
      for (let n = 0; n < 3; n++) yield* yieldNow();
      if (isWanted) data.send("all of it");
    });
    for (let n = 0; n < 8; n++) yield* yieldNow();
    isWanted = false;
    request.cancel();
    yield* request.outcome();
    yield* server;
  },
};

const lostOnTheWay: Exhibit = {
  name: "a value lost between two waits",
  story: "A pump takes a job out of one channel and puts it into the next. Cancelled in between, it has the only copy.",
  *run(safe) {
    const [jobs, results] = [channel<number>(10), channel<number>(10)];
    const pump = go(function* pump() {
      for (;;) {
        const job = yield* jobs.recv();
        if (safe) results.send(job);
        yield* yieldNow();
        if (!safe) results.send(job);
      }
    });
    const source = go(function* source() {
      for (let n = 0; n < 3; n++) yield* jobs.send(n);
    });
    yield* source;
    for (let n = 0; n < 10; n++) yield* yieldNow();
    pump.cancel();
    yield* pump.outcome();
    expectThat(jobs.length + results.length === 3, `${3 - jobs.length - results.length} jobs are lost`);
  },
};

export const lives: readonly Exhibit[] = [
  timerIntoNewIncarnation,
  restartDropsMessages,
  forgottenCancellation,
  lostOnTheWay,
];
