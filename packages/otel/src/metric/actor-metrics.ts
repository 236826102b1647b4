/** How many actors there are, how many messages wait for them, and how many messages became dead letters. */
import { type AnyRef, deadLetterCount, definitionOf, isRef } from "@mailslot/actor";
import type { Scheduler } from "@mailslot/core";
import { liveTasks } from "@mailslot/core/engine";
import type { Reader } from "./observed.js";

const DEFINITION = "mailslot.actor.definition";

/** Looks at every actor of a scheduler, each time that metrics are read. */
export function actorMetrics(scheduler: Scheduler): Reader {
  return {
    readings: [
      { name: "mailslot.actor.count", description: "Actors that live", unit: "{actor}", kind: "sum" },
      {
        name: "mailslot.actor.mailbox.depth",
        description: "Messages that wait in the mailboxes of actors, or are handled",
        unit: "{message}",
        kind: "sum",
      },
      {
        name: "mailslot.actor.mailbox.deepest",
        description: "Messages that wait in the fullest mailbox of any actor of a definition",
        unit: "{message}",
        kind: "gauge",
      },
      {
        name: "mailslot.actor.dead_letters",
        description: "Messages that no handler took, and replies that came too late",
        unit: "{message}",
        kind: "counter",
      },
    ],
    read(observe) {
      for (const [definition, { count, depth, deepest }] of countActors(scheduler)) {
        const attributes = { [DEFINITION]: definition };
        observe(0, count, attributes);
        observe(1, depth, attributes);
        observe(2, deepest, attributes);
      }
      observe(3, deadLetterCount());
    },
  };
}

interface Counts {
  count: number;
  depth: number;
  deepest: number;
}

function countActors(scheduler: Scheduler): Map<string, Counts> {
  const all = new Map<string, Counts>();
  for (const task of liveTasks(scheduler) as unknown[]) {
    if (!isRef(task)) continue;
    const ref: AnyRef = task;
    const { name } = definitionOf(ref);
    const counts = all.get(name) ?? { count: 0, depth: 0, deepest: 0 };
    counts.count++;
    counts.depth += ref.load;
    counts.deepest = Math.max(counts.deepest, ref.load);
    all.set(name, counts);
  }
  return all;
}
