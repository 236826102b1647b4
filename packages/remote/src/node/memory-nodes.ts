/**
 * Nodes in memory, every two of them connected, with what may happen to them: for tests of programs that run on several nodes.
 *
 * Invariants: a link is in `wires` exactly as long as both of its nodes live and nothing has dropped it.
 */
import { type AnyRef, isRef } from "@mailslot/actor";
import { currentScheduler, type Task } from "@mailslot/core";
import { checkKind, checkOptions, isReadable, show } from "@mailslot/core/engine";
import { delayOf, type MemoryConnection, type MemoryOptions, memoryConnection } from "../carrier/memory.js";
import { RemoteError } from "../errors.js";
import { type Node, NodeCore, type NodeOptions } from "./node.js";
import type { Peer } from "./peer-handle.js";

/** How nodes in memory are made: what all of them have, and how their connections behave. */
export interface MemoryNodesOptions extends Omit<NodeOptions, "id">, MemoryOptions {}

/** The connection between two nodes in memory, as far as something can happen to it. */
export interface NodeLink {
  /** The ids of the two. */
  readonly between: readonly [string, string];
  /** Lets nothing pass, and loses nothing, until `heal`. Neither node notices. */
  cut(): void;
  /** Takes back everything but a reset. */
  heal(): void;
  /** Drops it for good; to each of the two the other is dead, and what was under way is lost. */
  reset(): void;
  /** Has every frame take so many ms more. */
  delay(ms: number): void;
}

/** Nodes in memory, by their ids. */
export interface MemoryNodes<I extends string = string> {
  /** The ids of those that live. */
  readonly alive: readonly I[];
  /** The connections between those that live. */
  readonly links: readonly NodeLink[];
  /** Returns the node that has an id now. Throws `ERR_MAILSLOT_REMOTE_ARGUMENT` when none that lives has it. */
  node(id: I): Node;
  /** Returns node `to`, as `from` sees it. Throws `ERR_MAILSLOT_REMOTE_ARGUMENT` when there is no connection. */
  peer(from: I, to: I): Peer;
  /** Returns the connection of two. Throws `ERR_MAILSLOT_REMOTE_ARGUMENT` when there is none. */
  link(one: I, other: I): NodeLink;
  /** Counts an actor or a task as one of a node, which it dies with, though no other node has heard of it; returns it. */
  place<T extends AnyRef | Task>(id: I, one: T): T;
  /**
   * Kills a node, as when its process dies. All others notice. Of what others have heard of, or was placed there, actors are
   * killed, without their `finally`, and tasks cancelled; what is linked with these ends, too. Does nothing when it is dead.
   */
  kill(id: I): void;
  /** Starts a node again after its death, as another incarnation, and connects it with all that live. */
  start(id: I): Node;
  /** Ends all connections, when what was sent before has arrived. */
  close(): void;
}

class Link implements NodeLink {
  readonly between: readonly [string, string];
  readonly peers: readonly [Peer, Peer];
  private readonly wire: MemoryConnection;
  private extra: number;

  constructor(one: NodeCore, other: NodeCore, { delay = 0, ...options }: MemoryOptions) {
    this.extra = 0;
    this.between = [one.id, other.id];
    const usual = delayOf(delay);
    this.wire = memoryConnection({ ...options, delay: () => usual() + this.extra });
    this.peers = [one.connect(this.wire.ends[0]), other.connect(this.wire.ends[1])];
  }

  cut(): void {
    this.wire.hold();
  }

  heal(): void {
    this.extra = 0;
    this.wire.release();
  }

  reset(): void {
    this.wire.cut();
  }

  delay(ms: number): void {
    if (typeof ms !== "number" || !(ms >= 0))
      throw wrong(`the delay of a link is ${show(ms)}: give a number of milliseconds from 0`);
    this.extra = ms;
  }

  /** Returns at which end a node is; -1 when at none. */
  endOf(id: string): number {
    return this.between.indexOf(id);
  }

  /** One node has died. */
  bereave(id: string): void {
    this.wire.kill(this.endOf(id) as 0 | 1);
  }

  get alive(): boolean {
    return this.peers[0].alive && this.peers[1].alive;
  }
}

class MemoryNodesCore implements MemoryNodes {
  private readonly options: MemoryNodesOptions;
  private readonly ids: readonly string[];
  private readonly living: Map<string, NodeCore>;
  private wires: Link[];

  constructor(ids: readonly string[], options: MemoryNodesOptions) {
    this.options = { scheduler: currentScheduler(), ...options };
    this.ids = ids;
    this.living = new Map();
    this.wires = [];
    for (const id of ids) this.start(id);
  }

  get alive(): readonly string[] {
    return this.ids.filter((id) => this.living.has(id));
  }

  get links(): readonly Link[] {
    this.wires = this.wires.filter(({ alive }) => alive);
    return this.wires;
  }

  node(id: string): NodeCore {
    const node = this.living.get(id);
    if (node === undefined) throw wrong(`no node ${named(id)} lives: there are ${this.alive.join(", ") || "none"}`);
    return node;
  }

  peer(from: string, to: string): Peer {
    const link = this.link(from, to);
    return link.peers[link.endOf(from) as 0 | 1];
  }

  link(one: string, other: string): Link {
    const found = this.links.find((link) => one !== other && link.endOf(one) >= 0 && link.endOf(other) >= 0);
    if (found !== undefined) return found;
    throw wrong(
      `there is no connection between ${named(one)} and ${named(other)}: give two nodes that live, and whose link was not reset`,
    );
  }

  place<T extends AnyRef | Task>(id: string, one: T): T {
    if (!isRef(one)) checkKind("what place() was given", one, "outcome", "an actor or a task");
    this.node(id).actors.numberOf(one);
    return one;
  }

  kill(id: string): void {
    const node = this.living.get(id);
    if (node === undefined) return;
    this.living.delete(id);
    for (const link of this.links) if (link.endOf(id) >= 0) link.bereave(id);
    node.die();
  }

  start(id: string): Node {
    if (!this.ids.includes(id))
      throw wrong(`${named(id)} is not the id of a node here: give one of ${this.ids.join(", ")}`);
    if (this.living.has(id))
      throw wrong(`node ${id} lives: kill it before it is started again, and give each node an id of its own`);
    const node = new NodeCore({ ...this.options, id });
    for (const other of this.living.values()) this.wires.push(new Link(other, node, this.options));
    this.living.set(id, node);
    return node;
  }

  close(): void {
    for (const node of this.living.values()) node.close();
  }
}

/** Returns an id for errors, whatever was given. */
function named(id: unknown): string {
  return typeof id === "string" ? id : show(id);
}

function wrong(text: string): RemoteError {
  return new RemoteError("ERR_MAILSLOT_REMOTE_ARGUMENT", text);
}

/**
 * Makes a node for each id, and connects every two of them in memory. For tests: what may happen to nodes and connections happens
 * by its methods, or by the faults of `@mailslot/testing`. Throws `ERR_MAILSLOT_REMOTE_ARGUMENT` when two ids are equal.
 *
 * @example
 * ```ts
 * import { defineActor } from "@mailslot/actor";
 * import { memoryNodes } from "@mailslot/remote";
 *
 * const Worker = defineActor("worker", { receive: { square: (_ctx, n: number) => n * n } });
 * const nodes = memoryNodes(["a", "b", "c"], { definitions: [Worker] });
 * const worker = await nodes.peer("a", "b").spawn(Worker);
 * console.log(await worker.ask.square(3)); // 9
 * nodes.kill("b");
 * console.log(await worker.ask.square(3).then(null, String)); // RejectedError: …
 * ```
 */
export function memoryNodes<const I extends string>(
  ids: readonly I[],
  options: MemoryNodesOptions = {},
): MemoryNodes<I> {
  checkOptions("memoryNodes()", options);
  if (!isReadable(ids) || !Array.isArray(ids) || ids.some((id) => typeof id !== "string"))
    throw wrong("the ids given to memoryNodes() are not a list of texts: give one such as [a, b]");
  return new MemoryNodesCore(ids, options) as unknown as MemoryNodes<I>;
}
