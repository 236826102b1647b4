// The call between two threads: script is a task here, layout an actor on a worker. A request and its answer are bytes in shared memory.
import type { RefOf } from "@mailslot/actor";
import { go } from "@mailslot/core";
import { startThreads } from "@mailslot/threads";
import { Layout } from "../layout.js";

export interface ThreadCalls {
  /** Calls layout `calls` times and returns the sum of the answers. */
  run(calls: number): Promise<number>;
  /** Ends the worker. */
  close(): Promise<void>;
}

/** Starts a worker with layout on it. */
export async function startThreadCalls(): Promise<ThreadCalls> {
  const threads = await startThreads({ workers: 1, entry: new URL("./layout.js", import.meta.url) });
  const layout = await threads.spawn(Layout);
  return {
    run: async (calls) => await go(() => script(layout, calls), { name: "script" }),
    close: () => threads.close(),
  };
}

function* script(layout: RefOf<typeof Layout>, calls: number) {
  let sum = 0;
  for (let width = 0; width < calls; width++) sum += yield* layout.ask.layout(width);
  return sum;
}
