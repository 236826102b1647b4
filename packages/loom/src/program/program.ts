/**
 * The code under test and all that has been learned about it: what its threads do after each history, the memories
 * they made, the labels they gave. Lives through a whole exploration; the machine walks over it.
 */

import { Memory, Resource } from "../machine/memory.js";
import type { Seen } from "../machine/thread.js";
import { type GoOn, Run } from "./execution.js";
import { Node, type Origin } from "./history.js";
import { Probe } from "./spin-probe.js";

const NARROWEST_WIDTH = 8;
/** Threads are bits of a 32-bit integer; the sign bit stays free. */
export const MAX_THREADS = 31;

/** A name given to words of a memory. */
export interface Label {
  readonly memory: Memory;
  readonly from: number;
  readonly to: number;
  readonly size: number;
  readonly name: string;
}

export class Program {
  readonly body: () => unknown;
  /** Nodes kept before the ones off the present path are dropped. */
  readonly maxNodes: number;
  root: Node;
  /** Stands for all that is forgotten together. */
  era: object = {};
  /** Length of the clocks: at least the number of threads. */
  width: number = NARROWEST_WIDTH;
  /** Times that code under test has been run. */
  runs = 0;
  nodes = 0;
  /** Whether a thread has ever waited by `waitAsync`. */
  hasAsyncWaits = false;
  /** Whether words were declared racy. */
  racy = false;
  /** Set when something was learned that makes what has been explored so far worthless. */
  stale = false;
  private nextNode = 0;
  private forget = false;
  private readonly ids = new Map<string, number>();
  private readonly labelsById: string[] = [];
  private readonly names = new Map<string, string>();
  private readonly granules = new Map<string, number>();
  private memories = new Map<string, Memory>();
  private watchers = new Map<string, Resource>();
  private labelled: Label[] = [];

  constructor(body: () => unknown, maxNodes: number) {
    this.body = body;
    this.maxNodes = maxNodes;
    this.root = this.makeRoot({ label: "0", spawnedAt: null });
    this.identify("0", "main");
  }

  /** Drops the results that `stale` invalidates, before exploring again from the start. */
  refresh(): void {
    this.stale = false;
    if (!this.forget) return;
    this.forget = false;
    this.era = {};
    this.memories = new Map();
    this.watchers = new Map();
    this.labelled = [];
    this.nodes = 0;
    this.root = this.makeRoot({ label: "0", spawnedAt: null });
  }

  makeRoot(origin: Origin): Node {
    this.nodes++;
    return new Node(this.nextNode++, origin, null, undefined);
  }

  /** Finds what follows `node` when its operation returns `result`. */
  follow(node: Node, result: unknown): Node {
    const known = node.find(result);
    if (known !== undefined) return known;
    this.nodes++;
    const child = new Node(this.nextNode++, node.origin, node, result);
    node.add(child);
    return child;
  }

  /** Forgets all histories except the given nodes and the way there, once there are too many. */
  purge(present: Iterable<Node | null>): void {
    if (this.nodes <= this.maxNodes) return;
    const kept = new Set<Node>();
    for (const end of present) {
      let child: Node | null = null;
      for (let node = end; node !== null && !kept.has(node); node = node.parent) {
        node.prune(child);
        kept.add(node);
        child = node;
      }
    }
    this.nodes = kept.size;
  }

  /** Runs the code under test to find what its thread does at `node`, and further as long as `goOn` knows results. */
  resolve(node: Node, goOn: GoOn): void {
    this.runs++;
    new Run(this, node, { goOn }).execute();
  }

  /** Finds out whether the `pause` at `node` belongs to an endless loop, and what that loop watches. */
  spinAt(node: Node): readonly Seen[] | null {
    if (node.spin === undefined) {
      this.runs++;
      const probe = new Probe(node);
      new Run(this, node, { probe }).execute();
      node.spin = probe.verdict();
    }
    return node.spin;
  }

  /** Runs the thread at `node` once more to learn the source lines of its operations. */
  sites(node: Node): readonly (string | undefined)[] {
    const run = new Run(this, node, { capture: true });
    run.execute();
    return run.sites;
  }

  /** Gives a thread's number: the same for the same place in the family tree, in every schedule. */
  identify(label: string, name: string): number {
    this.names.set(label, name);
    let id = this.ids.get(label);
    if (id === undefined) {
      id = this.ids.size;
      this.labelsById.push(label);
      this.ids.set(label, id);
    }
    if (id >= this.width && id < MAX_THREADS) this.outgrown();
    return id;
  }

  labelOf(id: number): string {
    return this.labelsById[id] ?? "";
  }

  nameOf(label: string): string {
    return this.names.get(label) ?? label;
  }

  allThreads(): ReadonlyMap<string, string> {
    return this.names;
  }

  allMemories(): Iterable<Memory> {
    return this.memories.values();
  }

  memory(key: string, byteLength: number): Memory {
    let memory = this.memories.get(key);
    if (memory === undefined) {
      memory = new Memory(this.memories.size, byteLength, this.width, this.era);
      memory.granule = this.granules.get(key) ?? memory.granule;
      this.memories.set(key, memory);
    }
    return memory;
  }

  /** Makes the cells of a memory no wider than `size` bytes. */
  narrow(key: string, memory: Memory, size: number): void {
    if (size >= memory.granule) return;
    this.granules.set(key, size);
    if (memory.used.length === 0) memory.granule = size;
    else this.staleAndForgotten();
  }

  /** Gives the resource that stands for an invariant among what operations depend on. */
  watcher(name: string): Resource {
    let resource = this.watchers.get(name);
    if (resource === undefined) {
      resource = new Resource(this.width);
      this.watchers.set(name, resource);
    }
    return resource;
  }

  label(label: Label): void {
    const { memory, from, to, size, name } = label;
    const known = (other: Label): boolean =>
      other.memory === memory && other.from === from && other.to === to && other.size === size;
    const at = this.labelled.findIndex(known);
    if (at < 0) this.labelled.push(label);
    else if (this.labelled[at]!.name !== name) this.labelled[at] = label;
  }

  labels(): Iterable<Label> {
    return this.labelled;
  }

  private outgrown(): void {
    this.width = Math.min(32, this.width * 2);
    this.staleAndForgotten();
  }

  private staleAndForgotten(): void {
    this.stale = true;
    this.forget = true;
  }
}
