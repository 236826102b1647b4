/** Options are read once: a getter that gives something else the second time cannot get past the check of the first. */
import { defineActor, spawn } from "@mailslot/actor";
import { createScheduler, ManualEventLoop } from "@mailslot/core";
import {
  demonitor,
  dynamicSupervisor,
  goLinked,
  goSupervised,
  goUnlinked,
  monitor,
  partitionedSupervisor,
  supervisor,
} from "@mailslot/supervision";
import { readTwice } from "@mailslot/test-support/wrong";
import { test } from "uvu";
import * as assert from "uvu/assert";

const loop = new ManualEventLoop();
const scheduler = createScheduler({ loop });
const Idle = defineActor("idle", { receive: {}, signal: () => undefined });
const start = () => spawn(Idle);
const task = { name: "own", scheduler, signal: new AbortController().signal };
const bound = () => ({ ...task, parent: spawn(Idle) });
const common = { name: "own", scheduler, intensity: { restarts: 1 }, backoff: { initial: 1 } };
const spec = { id: "a", start, restart: "transient", shutdown: 1, significant: true } as const;
const dynamic = { ...common, start, restart: "transient", shutdown: 1, maxChildren: 2 } as const;
const every = { scheduler, start };
const significant = { scheduler, autoShutdown: "any-significant" } as const;

const calls: Record<string, readonly [options: object, call: (options: never) => unknown]> = {
  supervisor: [
    { ...common, strategy: "one-for-one", children: [spec], autoShutdown: "any-significant" },
    (given) => supervisor(given),
  ],
  "a child spec": [spec, (given) => supervisor({ ...significant, children: [given] })],
  startChild: [spec, async (given) => (await supervisor(significant)).startChild(given)],
  "the drain of a child": [
    { drain: 1 },
    (shutdown) => supervisor({ scheduler, children: [{ id: "a", start, shutdown }] }),
  ],
  intensity: [{ restarts: 1, within: 1 }, (intensity) => supervisor({ scheduler, intensity })],
  backoff: [
    { initial: 1, max: 2, factor: 2, jitter: 0, resetAfter: 1, random: () => 0 },
    (backoff) => supervisor({ scheduler, backoff }),
  ],
  dynamicSupervisor: [
    dynamic,
    async (given) => {
      const sup = await dynamicSupervisor(given);
      sup.startChild();
      return sup.startChild();
    },
  ],
  "the drain of the children of a dynamic supervisor": [
    { drain: 1 },
    (shutdown) => dynamicSupervisor({ ...every, shutdown }),
  ],
  partitionedSupervisor: [{ ...dynamic, partitions: 2 }, (given) => partitionedSupervisor(given)],
  "the intensity of partitions": [
    { restarts: 1, within: 1 },
    (intensity) => partitionedSupervisor({ ...every, partitions: 2, intensity }),
  ],
  "the backoff of partitions": [
    { initial: 1, max: 2 },
    (backoff) => partitionedSupervisor({ ...every, partitions: 2, backoff }),
  ],
  goLinked: [bound(), (given) => goLinked(() => 1, given)],
  goSupervised: [bound(), (given) => goSupervised(() => 1, given)],
  goUnlinked: [task, (given) => goUnlinked(() => 1, given)],
  demonitor: [{ flush: true }, (given) => demonitor(monitor(start(), start()), given)],
};

for (const [name, [options, call]] of Object.entries(calls)) {
  test(`${name} reads each option once`, async () => {
    const read = readTwice(options, async (given) => void (await call(given)));
    await loop.settle();
    loop.advance(10);
    assert.equal(await read, []);
  });
}

test.run();
