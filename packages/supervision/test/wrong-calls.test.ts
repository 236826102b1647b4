/** Every argument of every function and method of supervision, given values of every wrong kind: refused with a sentence, or taken. */
import { type AnyRef, type Distant, defineActor, refer, spawn } from "@mailslot/actor";
import {
  carryBonds,
  deliverExit,
  deliverLink,
  deliverMonitor,
  deliverUnlink,
  demonitor,
  dynamicSupervisor,
  exit,
  goLinked,
  goSupervised,
  goUnlinked,
  isDown,
  isExit,
  link,
  monitor,
  partitionedSupervisor,
  signals,
  supervisor,
  trapExits,
  tree,
  treeText,
  unlink,
} from "@mailslot/supervision";
import { perOption, wrongCalls } from "@mailslot/test-support/wrong";
import { test } from "uvu";
import * as assert from "uvu/assert";

const Idle = defineActor("idle", { receive: { get: () => 1 }, signal: () => undefined });
const idle = () => spawn(Idle);
const spec = { id: "a", start: idle };
const started = () => supervisor({ children: [spec] });
const dynamic = () => dynamicSupervisor({ start: idle });
const partitioned = () => partitionedSupervisor({ partitions: 2, start: idle });
/** Starts a supervisor, makes a call, and stops it. */
const asking =
  <S extends { stop(): unknown }>(
    start: () => { then: PromiseLike<S>["then"] },
    call: (sup: S, given: never) => unknown,
  ) =>
  async (given: never) => {
    const sup = await start();
    try {
      await call(sup, given);
    } finally {
      await sup.stop();
    }
  };

const calls: Record<string, (given: never) => unknown> = {
  link: (given) => link(given),
  "link to": (given) => link(idle(), given),
  unlink: (given) => unlink(given),
  "unlink from": (given) => unlink(idle(), given),
  monitor: (given) => monitor(given),
  "monitor for": (given) => monitor(idle(), given),
  demonitor: (given) => demonitor(given),
  "the options of demonitor": (given) => demonitor(monitor(idle(), idle()), given),
  ...perOption("demonitor", ["flush"], (options) => demonitor(monitor(idle(), idle()), options)),
  exit: (given) => exit(given, "normal"),
  "the reason of exit": (given) => exit(idle(), given),
  signals: (given) => signals(given),
  trapExits: (given) => trapExits(given),
  "trapExits of": (given) => trapExits(true, given),
  isDown: (given) => isDown(given),
  isExit: (given) => isExit(given),
  "the body of goLinked": (given) => goLinked(given),
  "the options of goLinked": (given) => goLinked(() => 1, given),
  ...perOption("goLinked", ["name", "parent", "scheduler", "signal"], (options) => goLinked(() => 1, options)),
  "the body of goSupervised": (given) => goSupervised(given),
  "the options of goSupervised": (given) => goSupervised(() => 1, given),
  ...perOption("goSupervised", ["name", "parent", "scheduler", "signal"], (options) => goSupervised(() => 1, options)),
  "the body of goUnlinked": (given) => goUnlinked(given),
  "the options of goUnlinked": (given) => goUnlinked(() => 1, given),
  ...perOption("goUnlinked", ["name", "scheduler", "signal"], (options) => goUnlinked(() => 1, options)),
  carryBonds: (given) => carryBonds(given, { exit() {}, link() {}, unlink() {} }),
  "the carrier of carryBonds": (given) => carryBonds(refer(Idle, "elsewhere", {} as Distant), given),
  deliverExit: (given) => deliverExit(given, idle(), "normal", "exit"),
  "from of deliverExit": (given) => deliverExit(idle(), given, "normal", "exit"),
  "the reason of deliverExit": (given) => deliverExit(idle(), idle(), given, "exit"),
  "the cause of deliverExit": (given) => deliverExit(idle(), idle(), "normal", given),
  deliverLink: (given) => deliverLink(given, idle()),
  "from of deliverLink": (given) => deliverLink(idle(), given),
  deliverUnlink: (given) => deliverUnlink(given, idle()),
  "from of deliverUnlink": (given) => deliverUnlink(idle(), given),
  deliverMonitor: (given) => deliverMonitor(given, () => undefined),
  "the callback of deliverMonitor": (given) => deliverMonitor(idle(), given),
  "the options of supervisor": (given) => supervisor(given),
  ...perOption(
    "supervisor",
    ["autoShutdown", "backoff", "children", "intensity", "name", "scheduler", "strategy"],
    (options) => supervisor({ children: [spec], ...(options as object) } as never),
  ),
  ...perOption("intensity", ["restarts", "within"], (intensity) => supervisor({ intensity })),
  ...perOption("backoff", ["factor", "initial", "jitter", "max", "random", "resetAfter"], (backoff) =>
    supervisor({ backoff: { initial: 1, ...(backoff as object) } }),
  ),
  "a child spec": (given) => supervisor({ children: [given] }),
  ...perOption("a child spec", ["id", "restart", "shutdown", "significant", "start"], (child) =>
    supervisor({ children: [{ ...spec, ...(child as object) }] }),
  ),
  "what a start returns": (given) => supervisor({ children: [{ id: "a", start: () => given }] }),
  "what a start throws": (given) =>
    supervisor({
      children: [
        {
          id: "a",
          start: () => {
            throw given;
          },
        },
      ],
    }),
  child: asking(started, (sup, given) => sup.child(given)),
  refTo: asking(started, (sup, given) => sup.refTo(given)),
  startChild: asking(started, (sup, given) => sup.startChild(given)),
  terminateChild: asking(started, (sup, given) => sup.terminateChild(given)),
  restartChild: asking(started, (sup, given) => sup.restartChild(given)),
  deleteChild: asking(started, (sup, given) => sup.deleteChild(given)),
  "the reason of stop": async (given) => void (await started()).stop(given), // its end gives the reason
  "the options of dynamicSupervisor": (given) => dynamicSupervisor(given),
  ...perOption(
    "dynamicSupervisor",
    ["backoff", "intensity", "maxChildren", "name", "restart", "scheduler", "shutdown", "start"],
    (options) => dynamicSupervisor({ start: idle, ...(options as object) } as never),
  ),
  "startChild of a dynamic supervisor": asking(dynamic, (sup, given) => sup.startChild(...([given] as unknown as []))),
  "terminateChild of a dynamic supervisor": asking(dynamic, (sup, given) => sup.terminateChild(given)),
  "what a dynamic start returns": async (given) => {
    const sup = await dynamicSupervisor({ start: () => given as AnyRef });
    await sup.startChild();
  },
  "the options of partitionedSupervisor": (given) => partitionedSupervisor(given),
  ...perOption("partitionedSupervisor", ["name", "partitions", "scheduler", "start"], (options) =>
    partitionedSupervisor({ partitions: 2, start: idle, ...(options as object) } as never),
  ),
  "the key of partition": asking(partitioned, (sup, given) => sup.partition(given)),
  "the key of startChild": asking(partitioned, (sup, given) => sup.startChild(given)),
  tree: (given) => tree(given),
  treeText: (given) => treeText(given),
};

for (const [name, call] of Object.entries(calls)) {
  test(`${name}: a value of the wrong kind is refused with a sentence, or taken`, async () => {
    assert.equal(await wrongCalls(call), []);
  });
}

test.run();
