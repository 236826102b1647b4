/** Mistakes with state that several tasks share. */
import { defineActor, spawn, stop } from "@mailslot/actor";
import { channel, go, notify, type Steps, semaphore, yieldNow } from "@mailslot/core";
import { type Exhibit, expectThat } from "./exhibit.js";

const lostUpdate: Exhibit = {
  name: "lost update across a wait",
  story:
    "A balance is read, a log is written, the balance is written. As long as the log has room, no other task runs in between.",
  *run(safe) {
    let balance = 0;
    const log = channel<number>(10);
    const lock = semaphore(1);
    function* deposit(amount: number): Steps<void> {
      const permit = safe ? yield* lock.acquire() : null;
      const before = balance;
      yield* log.send(amount);
      balance = before + amount;
      permit?.release();
    }
    for (const task of [go(deposit(1)), go(deposit(2))]) yield* task;
    expectThat(balance === 3, `the balance is ${balance}`);
  },
};

const checkThenAct: Exhibit = {
  name: "check-then-act between two actors",
  story: "A buyer asks whether there is stock, and then takes it. Another buyer who asks in between is told the same.",
  *run(safe) {
    const Stock = defineActor("stock", {
      state: () => ({ left: 1 }),
      receive: {
        left: (context) => context.state.left,
        take(context) {
          context.state.left--;
        },
        takeIfLeft(context) {
          if (context.state.left > 0) context.state.left--;
        },
        count: (context) => context.state.left,
      },
    });
    const stock = spawn(Stock);
    function* buy(thinks: number): Steps<void> {
      for (let n = 0; n < thinks; n++) yield* yieldNow();
      if (safe) yield* stock.ask.takeIfLeft();
      else if ((yield* stock.ask.left()) > 0) yield* stock.ask.take();
    }
    for (const task of [go(buy(0)), go(buy(8))]) yield* task;
    const left = yield* stock.ask.count();
    stop(stock);
    expectThat(left === 0, `${left} left in stock`);
  },
};

const wakeUpBeforeWait: Exhibit = {
  name: "wake-up before the wait",
  story:
    "A task sees that something is not ready, and then waits to be woken. The wake-up that comes in between is for nobody.",
  *run(safe) {
    let isReady = false;
    const woken = notify();
    const log = channel<string>(10);
    const waiter = go(function* waiter() {
      if (isReady) return;
      yield* log.send("not ready yet");
      yield* woken;
    });
    const waker = go(function* waker() {
      for (let n = 0; n < 4; n++) yield* yieldNow();
      isReady = true;
      if (safe)
        woken.notifyOne(); // kept for the next to wait
      else woken.notifyAll();
    });
    yield* waker;
    yield* waiter;
  },
};

const doubleClose: Exhibit = {
  name: "double close",
  story:
    "Two tasks that end close what they share, each if it is still open. Both see it open when the first one flushes it.",
  *run(safe) {
    let [isOpen, closings] = [true, 0];
    const file = channel<string>(10);
    function* finish(works: number): Steps<void> {
      for (let n = 0; n < works; n++) yield* yieldNow();
      if (!isOpen) return;
      if (safe) isOpen = false;
      yield* file.send("end of file");
      isOpen = false;
      closings++;
    }
    for (const task of [go(finish(0)), go(finish(3))]) yield* task;
    expectThat(closings === 1, `closed ${closings} times`);
  },
};

export const sharedState: readonly Exhibit[] = [lostUpdate, checkThenAct, wakeUpBeforeWait, doubleClose];
