// What channels and other sources do, with n members. A row is a name and a generator function of n, which yields between the
// phases in which it goes through its members.
import {
  broadcast,
  channel,
  drain,
  fromPromise,
  mapped,
  notify,
  oneshot,
  recvMany,
  reserve,
  semaphore,
  sending,
  tryReserve,
  watch,
  watchEnd,
  yieldNow,
} from "@mailslot/core";
import { stage, times } from "./stage.mjs";

/** Starts n tasks that wait for what `wait` gives, then ends their waits by `end`. */
function waiters(wait, end) {
  return function* (n) {
    const own = stage();
    const state = wait(own);
    const tasks = times(n, () => own.go(() => state.source));
    yield* own.run();
    end(state, n, own, tasks);
    yield* own.run();
  };
}

const cancelAll = (_state, _n, _own, tasks) => {
  for (const task of tasks) task.cancel();
};
const cancelLastFirst = (_state, _n, _own, tasks) => {
  for (const task of tasks.reverse()) task.cancel();
};

export const rows = {
  *"spawn and join"(n) {
    const own = stage();
    const tasks = times(n, () => own.go(() => 1));
    own.go(function* () {
      for (const task of tasks) yield* task;
    });
    yield* own.run();
  },
  "joiners of one task": waiters(
    (own) => {
      const cell = oneshot();
      return { cell, source: own.go(() => cell) };
    },
    ({ cell }) => cell.send(1),
  ),
  *"watchers of the end of one task"(n) {
    const own = stage();
    const task = own.go(() => 1);
    for (let index = 0; index < n; index++) watchEnd(task, { ended: () => true });
    yield* own.run();
  },
  *"give way"(n) {
    const own = stage();
    times(n, () =>
      own.go(function* () {
        yield* yieldNow();
      }),
    );
    yield* own.run();
  },
  "receivers of a channel, served": waiters(
    () => {
      const messages = channel();
      return { messages, source: messages.recv() };
    },
    ({ messages }, n) => times(n, (index) => messages.send(index)),
  ),
  "receivers of a channel, cancelled": waiters(() => ({ source: channel().recv() }), cancelAll),
  "receivers of a channel, cancelled from the last": waiters(() => ({ source: channel().recv() }), cancelLastFirst),
  "receivers of a channel that closes": waiters(
    () => {
      const messages = channel();
      return { messages, source: messages.recv() };
    },
    ({ messages }) => messages.close(),
  ),
  *"messages in a channel"(n) {
    const messages = channel();
    for (let index = 0; index < n; index++) messages.send(index);
    yield;
    drain(messages);
  },
  *"messages dropped"(n) {
    const messages = channel({ capacity: n, overflow: "drop-oldest" });
    for (let index = 0; index < n; index++) messages.send(index);
    yield;
    for (let index = 0; index < n; index++) messages.send(index);
  },
  *"messages taken at once"(n) {
    const messages = channel();
    for (let index = 0; index < n; index++) messages.send(index);
    yield;
    recvMany(messages, n).poll();
  },
  *"sends without room"(n) {
    const messages = channel(1);
    for (let index = 0; index < n; index++) messages.send(index);
    yield;
    for (let index = 0; index < n; index++) messages.tryRecv();
  },
  *"lazy sends, cancelled"(n) {
    const own = stage();
    const messages = channel(1);
    messages.send(0);
    const tasks = times(n, () => own.go(() => sending(messages, 1)));
    yield* own.run();
    cancelAll(null, n, own, tasks);
    yield* own.run();
  },
  *"receives beside reservations"(n) {
    const own = stage();
    const messages = channel(1);
    tryReserve(messages);
    const tasks = times(n, () => own.go(() => reserve(messages)));
    yield* own.run();
    for (let index = 0; index < n; index++) messages.tryRecv();
    yield;
    for (let index = 0; index < n; index++) {
      messages.send(index);
      messages.tryRecv();
    }
    cancelAll(null, n, own, tasks);
    yield* own.run();
  },
  *"receivers of a broadcast"(n) {
    const own = stage();
    const news = broadcast(8);
    times(n, () => own.go(() => news.subscribe().recv()));
    yield* own.run();
    news.send(1);
    yield* own.run();
  },
  *"receivers of a broadcast that leave"(n) {
    const news = broadcast(8);
    const receivers = times(n, () => news.subscribe());
    yield;
    for (const receiver of receivers) receiver.unsubscribe();
  },
  *"receivers of a watch"(n) {
    const own = stage();
    const value = watch(0);
    times(n, () => own.go(() => value.subscribe().recv()));
    yield* own.run();
    value.send(1);
    yield* own.run();
  },
  "waiters of a oneshot": waiters(
    () => {
      const source = oneshot();
      return { source };
    },
    ({ source }) => source.send(1),
  ),
  "waiters of a notify": waiters(
    () => ({ source: notify() }),
    ({ source }, n) => times(n, () => source.notifyOne()),
  ),
  *"waiters of a semaphore"(n) {
    const own = stage();
    const permits = semaphore(1);
    const held = permits.tryAcquire();
    times(n, () =>
      own.go(function* () {
        (yield* permits.acquire()).release();
      }),
    );
    yield* own.run();
    held.release();
    yield* own.run();
  },
  *"waiters of a semaphore, cancelled"(n) {
    const own = stage();
    const permits = semaphore(1);
    permits.tryAcquire();
    const tasks = times(n, () => own.go(() => permits.acquire()));
    yield* own.run();
    cancelAll(null, n, own, tasks);
    yield* own.run();
  },
  *"waits for one promise"(n) {
    const own = stage();
    const promise = Promise.resolve(1);
    times(n, () => own.go(() => fromPromise(promise)));
    yield* own.run();
    yield own.loop.settle();
  },
  "mapped waits of one source": waiters(
    () => {
      const cell = oneshot();
      return { cell, source: mapped(cell, (value) => value) };
    },
    ({ cell }) => cell.send(1),
  ),
  *"promises that wait"(n) {
    const messages = channel();
    const waiting = times(n, () => messages.recv().then((value) => value));
    yield Promise.resolve();
    for (let index = 0; index < n; index++) messages.send(index);
    yield Promise.all(waiting);
  },
};
