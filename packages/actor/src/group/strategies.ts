/** Strategies: which of several actors a message goes to. */
import { ActorUsageError } from "../errors.js";
import type { AnyRef } from "../ref/ref.js";

/** Chooses one of `workers`, of which there is at least one and all live, for a message. */
export type Routing = (workers: readonly AnyRef[], message: string, args: readonly unknown[]) => AnyRef;

/** Takes the workers in turn. */
export function roundRobin(): Routing {
  let next = 0;
  return (workers) => {
    const index = next % workers.length;
    next = index + 1;
    return workers[index] as AnyRef;
  };
}

/** Takes any worker; `random` gives numbers from 0 to below 1, and makes the choice repeatable when it is seeded. */
export function randomly(random: () => number = Math.random): Routing {
  return (workers) => workers[Math.floor(random() * workers.length)] as AnyRef;
}

/** Takes the worker with the fewest messages waiting, or being handled; the first of several. */
export function leastLoaded(): Routing {
  return (workers) => workers.reduce((least, each) => (each.load < least.load ? each : least));
}

/**
 * Takes the same worker for the same key; when a worker comes or goes, only the keys of that one move. `key` makes a
 * string or number of a message, by default its first argument. Rendezvous hashing (Thaler & Ravishankar 1998).
 */
export function consistentHash(
  key: (message: string, args: readonly unknown[]) => unknown = (_message, args) => args[0],
): Routing {
  return (workers, message, args) => {
    const text = keyText(key(message, args), message);
    let best = workers[0] as AnyRef;
    let most = -1;
    for (const worker of workers) {
      const weight = hash(`${worker.name}\n${text}`);
      if (weight <= most) continue;
      best = worker;
      most = weight;
    }
    return best;
  };
}

function keyText(key: unknown, message: string): string {
  if (typeof key === "string" || typeof key === "number" || typeof key === "bigint") return String(key);
  const text = `message ${message} has no key that could be hashed (${typeof key}): give consistentHash a function that makes a string or a number`;
  throw new ActorUsageError("ERR_MAILSLOT_ARGUMENT", text);
}

/** FNV-1a, then the finalizer of MurmurHash3, which spreads names that differ in one digit. */
function hash(text: string): number {
  let sum = 0x811c9dc5;
  for (let n = 0; n < text.length; n++) sum = Math.imul(sum ^ text.charCodeAt(n), 0x01000193);
  sum = Math.imul(sum ^ (sum >>> 16), 0x85ebca6b);
  sum = Math.imul(sum ^ (sum >>> 13), 0xc2b2ae35);
  return (sum ^ (sum >>> 16)) >>> 0;
}
