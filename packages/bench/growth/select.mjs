// What select does, with n members.
import { channel, oneshot } from "@mailslot/core";
import { select, selectEach } from "@mailslot/select";
import { stage, times } from "./stage.mjs";

export const rows = {
  "cases of one select": (n) => {
    const own = stage();
    const cells = times(n, () => oneshot());
    own.go(() => select(Object.fromEntries(cells.map((cell, index) => [`case ${index}`, cell]))));
    own.run();
    cells[n >> 1].send(1);
    own.run();
  },
  "selects on one source": (n) => {
    const own = stage();
    const messages = channel();
    const never = oneshot();
    times(n, () => own.go(() => select({ message: messages.recv(), never })));
    own.run();
    for (let index = 0; index < n; index++) messages.send(index);
    own.run();
  },
  "selects on one signal": (n) => {
    const own = stage();
    const control = new AbortController();
    const never = oneshot();
    times(n, () => own.go(() => select({ never, stop: control.signal })));
    own.run();
    control.abort();
    own.run();
  },
  "cases of a loop, each taken once": (n) => {
    const own = stage();
    const cells = times(n, () => channel());
    own.go(function* () {
      const loop = selectEach(Object.fromEntries(cells.map((cell, index) => [`case ${index}`, cell.recv()])));
      for (let left = n; left > 0; left--) yield* loop;
      loop.close();
    });
    own.run();
    for (const cell of cells) {
      cell.send(1);
      own.run();
    }
  },
};
