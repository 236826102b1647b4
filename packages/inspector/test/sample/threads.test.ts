// watchdog: 120 s
// runs under Node alone: it needs sockets.
/** What pages are sent of workers, while they work: how long tasks wait for their turn there. */
import { inspect } from "@mailslot/inspector";
import { type Job, startThreads } from "@mailslot/threads";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { look } from "../looker.js";

interface ThreadRow {
  readonly thread: number;
  readonly isCaller: boolean;
  readonly delay: { readonly microseconds: readonly number[]; readonly samples: readonly number[] } | null;
}
interface Pulse {
  readonly threads: readonly ThreadRow[];
}

interface Recorded {
  readonly entries: readonly {
    readonly pid: number;
    readonly name: string;
    readonly cat?: string;
    readonly args?: { readonly name?: string };
  }[];
}

const entry = new URL("../entries/crowd.mjs", import.meta.url);
const sampled = ({ threads }: Pulse): number => threads[0]?.delay?.samples.reduce((sum, each) => sum + each, 0) ?? 0;

test("the delays of a worker come and grow while it runs tasks; the calling thread's are those of its scheduler", async () => {
  const { crowd } = (await import(entry.href)) as { readonly crowd: Job<[Int32Array], Generator<never, void>> };
  await using threads = await startThreads({ workers: 1, entry, execArgv: [] });
  await using inspector = await inspect({ threads: [threads] });
  using page = await look(inspector.url, "schedulers");
  const flag = new Int32Array(new SharedArrayBuffer(4));
  const running = threads.run(crowd, flag);
  const first: Pulse = await page.next("pulse", ((pulse: Pulse) => sampled(pulse) > 0) as never);
  await page.next("pulse", ((pulse: Pulse) => sampled(pulse) > sampled(first)) as never);
  assert.equal(
    first.threads.map(({ thread, isCaller, delay }) => [thread, isCaller, delay === null]),
    [
      [0, false, false],
      [1, true, true],
    ],
  );
  assert.equal(first.threads[0]?.delay?.microseconds.slice(0, 4), [1, 2, 4, 8]);
  Atomics.store(flag, 0, 1);
  await running;
});

test("a recording has the workers of the pool, each as a process with its name", async () => {
  const { crowd } = (await import(entry.href)) as { readonly crowd: Job<[Int32Array], Generator<never, void>> };
  await using threads = await startThreads({ workers: 1, entry, execArgv: [] });
  await using inspector = await inspect({ threads: [threads] });
  using page = await look(inspector.url, "trace");
  page.say({ type: "trace", on: true });
  await page.next("recording", (({ on }: { on: boolean }) => on) as never);
  const flag = new Int32Array(new SharedArrayBuffer(4));
  Atomics.store(flag, 0, 1);
  await threads.run(crowd, flag);
  const coming = page.next("trace", (({ last }: { last: boolean }) => last) as never) as Promise<Recorded>;
  page.say({ type: "trace", on: false });
  const { entries } = await coming;
  const named = entries.filter(({ name }) => name === "process_name");
  assert.equal(named.map(({ args }) => args?.name).sort(), ["calling thread", "worker 0"]);
  const worker = named.find(({ args }) => args?.name === "worker 0")?.pid;
  assert.ok(entries.some(({ pid, cat, name }) => pid === worker && cat === "tick" && name === "crowd"));
});

test("a pool that was closed is passed over, and one whose trace fails leaves an empty recording", async () => {
  const closed = await startThreads({ workers: 1, entry, execArgv: [] });
  await closed.close();
  await using threads = await startThreads({ workers: 1, entry, execArgv: [] });
  const failing = { counters: () => [], trace: async () => ({ stop: () => Promise.reject(new Error("it is gone")) }) };
  const record = async (pools: readonly object[]): Promise<Recorded> => {
    await using inspector = await inspect({ threads: pools as never });
    using page = await look(inspector.url, "trace");
    page.say({ type: "trace", on: true });
    await page.next("recording", (({ on }: { on: boolean }) => on) as never);
    const coming = page.next("trace", (({ last }: { last: boolean }) => last) as never) as Promise<Recorded>;
    page.say({ type: "trace", on: false });
    return await coming; // before the page goes
  };
  const { entries } = await record([closed, threads]);
  assert.ok(entries.some(({ name, args }) => name === "process_name" && args?.name === "worker 0"));
  assert.equal((await record([failing])).entries, []);
});

test.run();
