// What links, monitors and supervisors do, with n members.
import { defineActor, kill, spawn, stop } from "@mailslot/actor";
import {
  demonitor,
  dynamicSupervisor,
  exit,
  goLinked,
  goSupervised,
  goUnlinked,
  link,
  monitor,
  partitionedSupervisor,
  signals,
  supervisionReports,
  supervisor,
  trapExits,
  tree,
  treeText,
  unlink,
} from "@mailslot/supervision";
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

const specs = (n, more) => times(n, (index) => ({ id: String(index), start, ...more }));
const unlimited = { restarts: Number.POSITIVE_INFINITY };

const crash = (sup, n) => {
  for (let index = 0; index < n; index++) sup.child(String(index)).tell.crash();
};

/** Starts a supervisor, lets `act` do something with its children, and stops it. */
function supervised(options, act) {
  return function* (n) {
    const own = stage();
    const sup = yield* own.done(() => supervisor(options(n)));
    act(sup, n);
    yield* own.run();
    yield* own.done(() => sup.stop());
  };
}

/** Starts a dynamic supervisor with n children; answers it and them. */
function* dynamic(own, n) {
  const sup = yield* own.done(() => dynamicSupervisor({ start }));
  const children = yield* own.done(function* () {
    const children = [];
    for (let index = 0; index < n; index++) children.push(yield* sup.startChild());
    return children;
  });
  return { sup, children };
}

/** Spawns one actor and n others, bonds them, and lets `end` do something with them. */
function bonded(bond, end) {
  return function* (n) {
    const own = stage();
    const [one, ...others] = yield* own.done(() => times(n + 1, start));
    for (const other of others) bond(one, other);
    yield* own.run();
    end(one, others);
    yield* own.run();
  };
}

export const rows = {
  "children of a supervisor": supervised(
    (n) => ({ children: specs(n) }),
    () => {},
  ),
  *"children of a dynamic supervisor"(n) {
    const own = stage();
    const { sup } = yield* dynamic(own, n);
    yield* own.done(() => sup.stop());
  },
  *"children, terminated one by one"(n) {
    const own = stage();
    const { sup, children } = yield* dynamic(own, n);
    yield* own.done(function* () {
      for (const child of children) yield* sup.terminateChild(child);
    });
    yield* own.done(() => sup.stop());
  },
  "failing children": supervised((n) => ({ intensity: unlimited, children: specs(n) }), crash),
  *"failing children with a back-off"(n) {
    const own = stage();
    const backoff = { initial: 10, jitter: 0 };
    const sup = yield* own.done(() => supervisor({ intensity: unlimited, backoff, children: specs(n) }));
    crash(sup, n);
    yield* own.run();
    yield* own.advance(10);
    yield* own.done(() => sup.stop());
  },
  "significant children that end": supervised(
    (n) => ({
      autoShutdown: "all-significant",
      children: specs(n, { restart: "transient", significant: true }),
    }),
    (sup, n) => {
      for (let index = 0; index < n; index++) stop(sup.child(String(index)), "normal");
    },
  ),
  "failing children of one-for-all, all at once": supervised(
    (n) => ({ strategy: "one-for-all", intensity: unlimited, children: specs(n) }),
    crash,
  ),
  "requests for what is not there": supervised(
    (n) => ({ children: specs(n) }),
    (sup, n) => {
      for (let index = 0; index < n; index++) {
        try {
          sup.child(`no ${index}`);
        } catch {
          // It is not there, as it should be.
        }
      }
    },
  ),
  "links of one actor": bonded(
    (one, other) => link(other, one),
    (one) => kill(one),
  ),
  "links of one actor, ended one by one": bonded(
    (one, other) => link(other, one),
    (one, others) => {
      for (const other of others) unlink(other, one);
      kill(one);
    },
  ),
  *"a chain of links"(n) {
    const own = stage();
    const all = yield* own.done(() => times(n, start));
    for (let index = 1; index < n; index++) link(all[index - 1], all[index]);
    yield* own.run();
    exit(all[0], "shutdown");
    yield* own.run();
  },
  "monitors on one actor": bonded(
    (one, other) => monitor(one, other),
    (one) => kill(one),
  ),
  "monitors of one actor": bonded(
    (one, other) => monitor(other, one),
    (_one, others) => {
      for (const other of others) kill(other);
    },
  ),
  "monitors that are withdrawn": function* (n) {
    const own = stage();
    const [one, ...others] = yield* own.done(() => times(n + 1, start));
    const monitors = others.map((other) => monitor(one, other));
    yield* own.run();
    for (const each of monitors) demonitor(each, { flush: true });
    kill(one);
    yield* own.run();
  },
  "exits trapped by one task": function* (n) {
    const own = stage();
    const others = yield* own.done(() => times(n, start));
    own.go(function* () {
      trapExits(true);
      for (const other of others) link(other);
      for (let left = n; left > 0; left--) yield* signals();
    });
    yield* own.run();
    for (const other of others) kill(other);
    yield* own.run();
  },
  *"tasks linked to one task"(n) {
    const own = stage();
    own.go(() => {
      times(n, () => goLinked(() => 1));
      times(n, () => goUnlinked(() => 1));
    });
    yield* own.run();
  },
  *"tasks that one supervises"(n) {
    const own = stage();
    own.go(() => void times(n, () => goSupervised(() => 1)));
    yield* own.run();
  },
  *"children of partitions"(n) {
    const own = stage();
    const sup = yield* own.done(() => partitionedSupervisor({ partitions: 4, start }));
    yield* own.done(function* () {
      for (let index = 0; index < n; index++) yield* sup.startChild(index);
    });
    yield* own.done(() => sup.stop());
  },
  *"children, started, stopped, restarted and deleted by name"(n) {
    const own = stage();
    const sup = yield* own.done(() => supervisor());
    yield* own.done(function* () {
      for (let index = 0; index < n; index++) yield* sup.startChild({ id: String(index), start });
    });
    yield* own.done(function* () {
      for (let index = 0; index < n; index++) yield* sup.terminateChild(String(index));
      for (let index = 0; index < n; index++) yield* sup.restartChild(String(index));
    });
    yield* own.done(function* () {
      for (let index = 0; index < n; index++) yield* sup.terminateChild(String(index));
      for (let index = 0; index < n; index++) yield* sup.deleteChild(String(index));
    });
    yield* own.done(() => sup.stop());
  },
  *"children that are listed and drawn"(n) {
    const own = stage();
    const sup = yield* own.done(() => supervisor({ children: specs(n) }));
    yield* own.done(() => sup.whichChildren());
    tree(sup);
    treeText(sup);
    yield* own.done(() => sup.stop());
  },
  *"reports of failing children"(n) {
    const own = stage();
    const reports = supervisionReports();
    const sup = yield* own.done(() => supervisor({ intensity: unlimited, children: specs(n) }));
    crash(sup, n);
    yield* own.run();
    reports.unsubscribe();
    yield* own.done(() => sup.stop());
  },
};
