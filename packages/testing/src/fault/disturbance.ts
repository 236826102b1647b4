/** Faults of a network in memory, or of the connections between nodes, at times and of kinds that the seed chooses. */
import { type Steps, sleep } from "@mailslot/core";
import { badArgument, checkKind, checkOptions, isReadable } from "@mailslot/core/engine";
import { checkWhole } from "../simulation/options.js";
import type { SeededRandom } from "../simulation/random.js";
import type { InjectedFault } from "./fault.js";

/** One connection, as far as it is disturbed; the links of `memoryNetwork()` of @mailslot/io and of `memoryNodes()` of @mailslot/remote are such. */
export interface DisturbedLink {
  /** Lets nothing pass. */
  cut(): void;
  /** Takes back everything but a reset. */
  heal(): void;
  /** Drops it; both ends notice. */
  reset(): void;
  /** Has everything take so many ms more. */
  delay(ms: number): void;
  /** Lets so many bytes pass in a second; without it, that does not happen. */
  slow?(bytesPerSecond: number): void;
  /** Drops it after so many bytes more; without it, that does not happen. */
  resetAfter?(bytes: number): void;
}

/** A network, as far as it is disturbed: `memoryNetwork()` of @mailslot/io, or `memoryNodes()` of @mailslot/remote. */
export interface DisturbedNetwork {
  /** Its connections. */
  readonly links: readonly DisturbedLink[];
  /** Refuses new connections, or no longer; without it, that does not happen. */
  refuse?(on: boolean): void;
}

/**
 * What happens to a connection that the seed chooses: it is dropped (`reset`), dropped in the middle of what passes (`break`), lets
 * nothing pass for a while (`cut`), or late (`delay`), or little (`slow`); or new ones are refused for a while (`refuse`).
 */
export type NetworkFault = "reset" | "break" | "cut" | "delay" | "slow" | "refuse";

/** How a network is disturbed. */
export interface DisturbanceOptions {
  /** What may happen. Default: all that can happen to this network. */
  readonly kinds?: readonly NetworkFault[];
  /** How many times something happens. Default: 1. */
  readonly times?: number;
  /** How many milliseconds pass from one to the next at most. Default: 1,000. */
  readonly every?: number;
  /** How many milliseconds what does not drop a connection lasts at most. Default: 1,000. */
  readonly lasting?: number;
}

const KINDS: readonly NetworkFault[] = ["reset", "break", "cut", "delay", "slow", "refuse"];

// How bad it gets, at most.
const BYTES_BEFORE_BREAK = 500;
const DELAY = 500;
const BYTES_PER_SECOND = 1_000;

/**
 * Makes a fault that disturbs a network: something of the given kinds happens to one of its connections, the seed decides what, to
 * which, when, and for how long. A network without a connection at that time is left alone. What lasts is over when the
 * body ends. For a script, call the methods of the network and its links.
 *
 * @example
 * ```ts
 * import { sleep } from "@mailslot/core";
 * import { memoryNetwork } from "@mailslot/io";
 * import { disturbance, simulate } from "@mailslot/testing";
 *
 * await simulate(function* ({ inject }) {
 *   const network = memoryNetwork();
 *   const listener = yield* network.listen({ port: 80 });
 *   const client = yield* network.connect({ port: 80 });
 *   inject(disturbance(network, { kinds: ["reset"] }), { within: 1_000 });
 *   console.log(String(yield* client.closed)); // IoError: the connection to localhost:80 failed: …
 *   listener.close();
 * });
 * ```
 */
export function disturbance(network: DisturbedNetwork, options: DisturbanceOptions = {}): InjectedFault {
  const links = isReadable(network) ? network.links : undefined;
  const want = "memoryNetwork() or memoryNodes(…)";
  checkKind("the list of links of the network given to disturbance()", links, "at", want);
  checkOptions("disturbance()", options);
  const { kinds: given = KINDS, times = 1, every = 1_000, lasting = 1_000 } = options;
  const kinds = isReadable(given) && Array.isArray(given) ? ([...given] as NetworkFault[]) : [];
  const wrong = kinds.find((kind) => !KINDS.includes(kind));
  if (wrong !== undefined || kinds.length === 0)
    throw badArgument("the kinds of a disturbance", wrong ?? given, `some of ${KINDS.join(", ")}`);
  checkWhole("the times of a disturbance", times, 1);
  checkWhole("every of a disturbance", every, 0);
  checkWhole("lasting of a disturbance", lasting, 0);
  return {
    name: "disturbance of a network",
    *run(random) {
      for (let n = 0; n < times; n++) {
        if (n > 0) yield* sleep(random.below(every + 1));
        const possible = kinds.filter((kind) => canHappen(kind, network));
        if (possible.length === 0)
          throw badArgument("kinds of a disturbance", kinds.join(), "one that can happen to this network");
        yield* happen(random.pick(possible), network, lasting, random);
      }
    },
  };
}

/** Whether the links of a network can do so; those of one network are all of a kind, and one without a link is left alone. */
function canHappen(kind: NetworkFault, { links: [link], refuse }: DisturbedNetwork): boolean {
  if (kind === "refuse") return refuse !== undefined;
  if (link === undefined) return true;
  return kind === "break" ? link.resetAfter !== undefined : kind !== "slow" || link.slow !== undefined;
}

function* happen(kind: NetworkFault, network: DisturbedNetwork, lasting: number, random: SeededRandom): Steps<void> {
  const link = network.links.length > 0 ? random.pick(network.links) : null;
  if (kind === "reset") link?.reset();
  else if (kind === "break") link?.resetAfter?.(random.below(BYTES_BEFORE_BREAK));
  else {
    if (kind === "cut") link?.cut();
    else if (kind === "delay") link?.delay(1 + random.below(DELAY));
    else if (kind === "slow") link?.slow?.(1 + random.below(BYTES_PER_SECOND));
    else network.refuse?.(true);
    try {
      yield* sleep(random.below(lasting + 1));
    } finally {
      if (kind === "refuse") network.refuse?.(false);
      else link?.heal();
    }
  }
}
