// What select does, with n members.
import { channel, oneshot } from "@mailslot/core";
import { events, nextEvent, select, selectEach } from "@mailslot/select";
import { stage, times } from "./stage.mjs";

export const rows = {
  *"cases of one select"(n) {
    const own = stage();
    const cells = times(n, () => oneshot());
    own.go(() => select(Object.fromEntries(cells.map((cell, index) => [`case ${index}`, cell]))));
    yield* own.run();
    cells[n >> 1].send(1);
    yield* own.run();
  },
  *"selects on one source"(n) {
    const own = stage();
    const messages = channel();
    const never = oneshot();
    times(n, () => own.go(() => select({ message: messages.recv(), never })));
    yield* own.run();
    for (let index = 0; index < n; index++) messages.send(index);
    yield* own.run();
  },
  *"selects on one signal"(n) {
    const own = stage();
    const control = new AbortController();
    const never = oneshot();
    times(n, () => own.go(() => select({ never, stop: control.signal })));
    yield* own.run();
    control.abort();
    yield* own.run();
  },
  *"waits for one event"(n) {
    const own = stage();
    const target = new EventTarget();
    times(n, () => own.go(() => nextEvent(target, "ready")));
    yield* own.run();
    target.dispatchEvent(new Event("ready"));
    yield* own.run();
  },
  *"waits for one event, given up one by one"(n) {
    const own = stage();
    const target = new EventTarget();
    const tasks = times(n, () => own.go(() => nextEvent(target, "ready")));
    yield* own.run();
    for (const task of tasks) task.cancel();
    yield* own.run();
  },
  *"cases of a loop, each taken once"(n) {
    const own = stage();
    const cells = times(n, () => channel());
    own.go(function* () {
      const loop = selectEach(Object.fromEntries(cells.map((cell, index) => [`case ${index}`, cell.recv()])));
      for (let left = n; left > 0; left--) yield* loop;
      loop.close();
    });
    yield* own.run();
    for (const cell of cells) {
      cell.send(1);
      own.runNow();
    }
  },
  *"cases of a loop that are put in and out"(n) {
    const never = times(n, () => oneshot());
    const loop = selectEach(Object.fromEntries(never.map((cell, index) => [`case ${index}`, cell])));
    yield;
    for (let index = 0; index < n; index++) loop.set(`case ${index}`, false);
    loop.close();
  },
  *"selects of two priorities"(n) {
    const own = stage();
    const [first, second] = [channel(), channel()];
    times(n, () => own.go(() => select({ first: first.recv(), second: second.recv() }, { biased: true })));
    yield* own.run();
    for (let index = 0; index < n; index++) (index % 2 === 0 ? first : second).send(index);
    yield* own.run();
  },
  *"events of one target"(n) {
    const own = stage();
    const target = new EventTarget();
    const all = events(target, "news");
    for (let index = 0; index < n; index++) target.dispatchEvent(new Event("news"));
    yield;
    own.go(function* () {
      for (let left = n; left > 0; left--) yield* all.recv();
    });
    yield* own.run();
    all.close();
  },
};
