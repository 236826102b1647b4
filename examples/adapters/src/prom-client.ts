/** prom-client: what the scheduler counts, dead letters, and how much waits for actors, read when somebody asks. */
import { type AnyRef, deadLetterCount } from "@mailslot/actor";
import { counters, defaultScheduler } from "@mailslot/core";
import { serveFetch } from "@mailslot/io";
import { Counter, Gauge, Registry } from "prom-client";

/** Returns a registry of these metrics. Nothing is counted for them between two scrapes: they are there anyway. */
export function metricsOf(actors: () => Iterable<AnyRef>, scheduler = defaultScheduler()): Registry {
  const registry = new Registry();
  const registers = [registry];
  const total = (name: string, help: string, read: () => number): void => {
    const collect = (): void => {
      counter.reset();
      counter.inc(read());
    };
    const counter = new Counter({ name, help, registers, collect });
  };
  total("mailslot_ticks_total", "Tasks resumed.", () => counters(scheduler).ticks);
  total("mailslot_busy_seconds_total", "Seconds spent in turns.", () => counters(scheduler).busy / 1_000);
  total(
    "mailslot_forced_yields_total",
    "Tasks put back with their budget used up.",
    () => counters(scheduler).forcedYields,
  );
  total("mailslot_dead_letters_total", "Messages that reached no actor.", deadLetterCount);
  new Gauge({
    name: "mailslot_tasks",
    help: "Tasks that have not ended.",
    registers,
    collect() {
      this.set(counters(scheduler).live);
    },
  });
  new Gauge({
    name: "mailslot_runnable",
    help: "Tasks that are runnable now, by where they are.",
    labelNames: ["place"],
    registers,
    collect() {
      for (const [place, count] of Object.entries(counters(scheduler).depth)) this.set({ place }, count);
    },
  });
  new Gauge({
    name: "mailslot_mailbox_messages",
    help: "Messages that wait for an actor, and the one that it handles.",
    labelNames: ["actor"],
    registers,
    collect() {
      this.reset(); // of those that have exited, nothing is said
      for (const { name, load } of actors()) this.set({ actor: name }, load);
    },
  });
  return registry;
}

/** A handler of `server.serve` that answers a scrape. */
export function scrapeOf(registry: Registry): ReturnType<typeof serveFetch> {
  return serveFetch(
    async () => new Response(await registry.metrics(), { headers: { "content-type": registry.contentType } }),
  );
}
