/** What the tests of the log have in common: workers that fail, under a logger that keeps its entries. */
import { defineActor, spawn, spawnWith } from "@mailslot/actor";
import { createScheduler, ManualEventLoop } from "@mailslot/core";
import { type LogOptions, logTo, supervisor } from "@mailslot/supervision";

export const Worker = defineActor("worker", {
  receive: {
    work(_ctx, error: unknown) {
      throw error;
    },
    quit: (ctx) => ctx.stop(),
  },
});

type Entry = [level: string, text: string, fields: Record<string, unknown>];

/** A logger of the shape of console that keeps its entries, and a scheduler by hand. */
export function staged(options: LogOptions = {}) {
  const loop = new ManualEventLoop();
  const unhandled: unknown[] = [];
  const scheduler = createScheduler({ loop, onUnhandled: (error) => void unhandled.push(error) });
  const entries: Entry[] = [];
  const method = (level: string) => (text: string, fields: Record<string, unknown>) =>
    void entries.push([level, text.replace(/#\d+/g, ""), fields]);
  const logger = { debug: method("debug"), info: method("info"), warn: method("warn"), error: method("error") };
  const log = logTo(logger, options);
  const done = () => {
    log[Symbol.dispose]();
    return entries;
  };
  const texts = () => done().map(([level, text]) => `${level}: ${text}`);
  return { loop, scheduler, unhandled, entries, done, texts, own: () => spawnWith({ scheduler }, Worker) };
}

export function supervised(on: ReturnType<typeof staged>, restarts: number) {
  const made = supervisor({
    name: "shop",
    scheduler: on.scheduler,
    intensity: { restarts, within: 1_000 },
    children: [{ id: "till", start: () => spawn(Worker) }],
  });
  const task = on.scheduler.go(() => made);
  on.loop.run();
  return task.poll() as Awaited<typeof made>;
}
