/** Following: one select waits for the file to grow, for a command, for the clock, and for the signal to stop. */
import { watch } from "node:fs";
import { fromPromise, interval, orClosed, type Steps } from "@mailslot/core";
import { lines as linesOf, processSignals, stdin } from "@mailslot/io";
import { events, selectEach } from "@mailslot/select";
import { GrowingFile } from "./growing-file.js";
import { View } from "./view.js";

/** How many lines to show at the beginning; how often to look at the file if the system reports no change, in ms. */
export interface FollowOptions {
  readonly lines: number;
  readonly every: number;
}

export function* follow(path: string, { lines, every }: FollowOptions): Steps<void> {
  const file = yield* fromPromise(GrowingFile.open(path));
  const view = new View((text) => void process.stdout.write(text));
  const watcher = watch(path, { persistent: false });
  const command = orClosed(linesOf(stdin()).recv(), null);
  using interrupt = processSignals("SIGINT");
  // Only that the file has changed is of interest, not how often.
  using grown = events(watcher, "change", { capacity: 1 });
  using rounds = selectEach({ grown, command, tick: interval(every), interrupt });
  try {
    view.showLast(yield* fromPromise(collect(file)), lines);
    for (;;) {
      const event = yield* rounds;
      if (event.case === "interrupt") return;
      if (event.case !== "command") view.show(yield* fromPromise(collect(file)));
      else if (event.value === null)
        rounds.set("command", false); // no more will come; the file still grows
      else if (!view.obey(event.value)) return;
    }
  } finally {
    watcher.close();
    yield* fromPromise(file.close());
    process.stdout.write(view.summary());
  }
}

async function collect(file: GrowingFile): Promise<(string | null)[]> {
  const added: (string | null)[] = [];
  for await (const line of file.added()) added.push(line);
  return added;
}
