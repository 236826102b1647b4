// What links, monitors and supervisors do, with n members.
import { defineActor, kill, spawn, stop } from "@mailslot/actor";
import { dynamicSupervisor, exit, link, monitor, supervisor, unlink } from "@mailslot/supervision";
import { stage, times } from "./stage.mjs";

const Worker = defineActor("worker", {
  receive: {
    crash() {
      throw new Error("crash");
    },
  },
  signal() {},
});
const start = () => spawn(Worker);

/** Runs `body`, steps, in a task of a scheduler of its own, to its end. */
function inside(body) {
  const own = stage();
  const task = own.go(() => body(own));
  own.run();
  task.poll();
}

const specs = (n, more) => times(n, (index) => ({ id: String(index), start, ...more }));
const unlimited = { restarts: Number.POSITIVE_INFINITY };

export const rows = {
  "children of a supervisor": (n) =>
    inside(function* () {
      const sup = yield* supervisor({ children: specs(n) });
      yield* sup.stop();
    }),
  "children of a dynamic supervisor": (n) =>
    inside(function* () {
      const sup = yield* dynamicSupervisor({ start });
      for (let index = 0; index < n; index++) yield* sup.startChild();
      yield* sup.stop();
    }),
  "children, terminated one by one": (n) =>
    inside(function* () {
      const sup = yield* dynamicSupervisor({ start });
      const children = [];
      for (let index = 0; index < n; index++) children.push(yield* sup.startChild());
      for (const child of children) yield* sup.terminateChild(child);
      yield* sup.stop();
    }),
  "failing children": (n) =>
    inside(function* () {
      const sup = yield* supervisor({ intensity: unlimited, children: specs(n) });
      for (let index = 0; index < n; index++) sup.child(String(index)).tell.crash();
      yield* sup.countChildren();
      yield* sup.stop();
    }),
  "failing children with a back-off": (n) => {
    const own = stage();
    const backoff = { initial: 10, jitter: 0 };
    const begun = own.go(() => supervisor({ intensity: unlimited, backoff, children: specs(n) }));
    own.run();
    const sup = begun.poll();
    for (let index = 0; index < n; index++) sup.child(String(index)).tell.crash();
    own.run();
    own.loop.advance(10);
    sup.stop();
    own.run();
  },
  "significant children that end": (n) =>
    inside(function* () {
      const children = specs(n, { restart: "transient", significant: true });
      const sup = yield* supervisor({ autoShutdown: "all-significant", children });
      for (let index = 0; index < n; index++) stop(sup.child(String(index)), "normal");
      yield* sup.stop();
    }),
  "failing children of one-for-all, all at once": (n) =>
    inside(function* () {
      const sup = yield* supervisor({ strategy: "one-for-all", intensity: unlimited, children: specs(n) });
      for (let index = 0; index < n; index++) sup.child(String(index)).tell.crash();
      yield* sup.countChildren();
      yield* sup.stop();
    }),
  "requests for what is not there": (n) =>
    inside(function* () {
      const sup = yield* supervisor({ children: specs(n) });
      for (let index = 0; index < n; index++) {
        try {
          sup.child(`no ${index}`);
        } catch {}
      }
      yield* sup.stop();
    }),
  "links of one actor": (n) =>
    inside(function* () {
      const one = start();
      for (const other of times(n, start)) link(other, one);
      kill(one);
      yield* [];
    }),
  "links of one actor, ended one by one": (n) =>
    inside(function* () {
      const one = start();
      const others = times(n, start);
      for (const other of others) link(other, one);
      for (const other of others) unlink(other, one);
      kill(one);
      yield* [];
    }),
  "a chain of links": (n) =>
    inside(function* () {
      const all = times(n, start);
      for (let index = 1; index < n; index++) link(all[index - 1], all[index]);
      exit(all[0], "shutdown");
      yield* [];
    }),
  "monitors on one actor": (n) =>
    inside(function* () {
      const one = start();
      for (const other of times(n, start)) monitor(one, other);
      kill(one);
      yield* [];
    }),
  "monitors of one actor": (n) =>
    inside(function* () {
      const one = start();
      const others = times(n, start);
      for (const other of others) monitor(other, one);
      for (const other of others) kill(other);
      yield* [];
    }),
};
