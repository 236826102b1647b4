/** A node: a scheduler whose actors others reach by carriers. Its incarnation never returns, so a ref of a node that died is known as one. */
import {
  type AnyRef,
  type Definition,
  type DistantWait,
  defineRawActor,
  definitionOf,
  exited,
  isDefinition,
  isDistant,
  isRef,
} from "@mailslot/actor";
import type { ErrorClass, ErrorClasses } from "@mailslot/actor/engine";
import { cycleError } from "@mailslot/actor/engine";
import { currentScheduler, type Scheduler, type Task } from "@mailslot/core";
import { badArgument, checkFunction, checkKind, checkOptions } from "@mailslot/core/engine";
import { deliverExit, outside } from "@mailslot/supervision";
import type { Carrier } from "../carrier/carrier.js";
import { RemoteError } from "../errors.js";
import { errorClasses } from "../value/error-classes.js";
import { LocalActors } from "./actors.js";
import { Imports } from "./imports.js";
import type { Incoming } from "./incoming.js";
import { wayOf } from "./outgoing.js";
import { PeerCore } from "./peer.js";
import type { Peer } from "./peer-handle.js";
import { nowhere } from "./remote-actor.js";

/** How to make a node. */
export interface NodeOptions {
  /** What others call it. Default: `"node"` with a number by chance. */
  readonly id?: string;
  /** What others may spawn here, and what the refs they send are of. Default: nothing. */
  readonly definitions?: Iterable<Definition<never, never>>;
  /** Classes of errors that keep their class on the way. Default: those of JavaScript and of Mailslot. */
  readonly errors?: Iterable<ErrorClass>;
  /** Where its actors run. Default: the scheduler of the running task, else the default one. */
  readonly scheduler?: Scheduler;
  /**
   * Called when a ref of a node has come that is not connected here, before that ref is made: may connect it. For whoever connects
   * nodes, and hears of one later than a ref of it can come from a third. Default: nothing.
   */
  readonly onUnknownNode?: () => void;
  /**
   * Called with true when the first ask or spawn begins to wait for another node, with false when the last has its answer: for carriers
   * whose connections do not keep a program alive. Default: nothing.
   */
  readonly onBusy?: (busy: boolean) => void;
}

/** The node at the other end, when it is known before it has said so. */
export interface PeerIdentity {
  /** What it is called. */
  readonly node: string;
  /** Tells it from a node of the same id that was there before. */
  readonly incarnation: number;
}

/** A scheduler whose actors other nodes reach. */
export interface Node {
  /** What others call it. */
  readonly id: string;
  /** Tells it from a node of the same id that was there before. */
  readonly incarnation: number;
  /** How many senders, oneshots and signals the nodes that it is connected with hold of it, and it of them: to see that none leaks. */
  readonly handles: number;
  /** Begins a connection with another node, by one end of a carrier; `identity` makes its refs known before its first frame. */
  connect(carrier: Carrier, identity?: PeerIdentity): Peer;
  /** Returns the connections that are alive. */
  peers(): Peer[];
  /** Ends all connections. */
  close(): void;
}

/** A ref as it crosses: node, incarnation, actor, definition (empty for a task) and name. */
export type RefData = readonly [node: string, incarnation: number, number: number, definition: string, name: string];

export class NodeCore implements Node {
  readonly id: string;
  readonly incarnation: number;
  readonly scheduler: Scheduler;
  readonly actors: LocalActors;
  readonly errors: ErrorClasses;
  private readonly onUnknownNode: () => void;
  private readonly onBusy: (busy: boolean) => void;
  /** How many asks and spawns wait for an answer from elsewhere. */
  private waiting: number;
  private readonly definitions: Map<string, Definition>;
  private readonly unknown: Map<string, Definition>;
  private readonly connections: Set<PeerCore>;
  /** Where the actors of refs from elsewhere live. */
  private readonly homes: WeakMap<AnyRef, RefData>;
  private readonly probes: Map<number, DistantWait>;
  private lastProbe: number;
  /** Refs of actors that cannot be reached. */
  private readonly unreachable: Imports;

  constructor(options: NodeOptions) {
    checkOptions("createNode()", options);
    const { id, definitions = [], errors = [], scheduler = currentScheduler() } = options;
    const { onUnknownNode = () => {}, onBusy = () => {} } = options;
    if (id !== undefined && typeof id !== "string") throw badArgument("the id of a node", id, "a text");
    checkKind("the definitions of a node", definitions, Symbol.iterator, "a list of what defineActor() has returned");
    checkKind("the errors of a node", errors, Symbol.iterator, "a list of classes");
    checkKind("the scheduler of a node", scheduler, "io", "a scheduler");
    checkFunction("onUnknownNode of a node", onUnknownNode);
    checkFunction("onBusy of a node", onBusy);
    this.incarnation = Math.floor(Math.random() * Number.MAX_SAFE_INTEGER);
    this.id = id ?? `node-${this.incarnation.toString(36)}`;
    this.scheduler = scheduler;
    this.actors = new LocalActors();
    this.errors = errorClasses(errors);
    this.onUnknownNode = onUnknownNode;
    this.onBusy = onBusy;
    this.waiting = 0;
    this.definitions = new Map();
    this.unknown = new Map();
    for (const each of definitions) this.define(each as unknown as Definition);
    this.connections = new Set();
    this.homes = new WeakMap();
    this.probes = new Map();
    this.lastProbe = 0;
    this.unreachable = new Imports(nowhere, scheduler);
  }

  private define(definition: Definition): void {
    if (!isDefinition(definition)) {
      throw new RemoteError("ERR_MAILSLOT_REMOTE_ARGUMENT", "definitions of a node are what defineActor() returned");
    }
    const known = this.definitions.get(definition.name);
    if (known !== undefined && known !== definition) {
      const text = `two definitions of node ${this.id} are named ${definition.name}: a name stands for one`;
      throw new RemoteError("ERR_MAILSLOT_REMOTE_ARGUMENT", text);
    }
    this.definitions.set(definition.name, definition);
  }

  /** Fails unless it is a definition, whether or not it is known here. */
  checkSpawned(definition: unknown): void {
    if (!isDefinition(definition)) throw badArgument("what spawn() was given", definition, "a definition first");
  }

  definitionNamed(name: string): Definition | null {
    return this.definitions.get(name) ?? null;
  }

  /** Returns a definition for refs; of a name that is not known here, one that takes any message, unchecked. Null for a task. */
  private definitionOfRef(name: string): Definition | null {
    if (name === "") return null;
    let definition = this.definitions.get(name) ?? this.unknown.get(name);
    if (definition === undefined) {
      definition = defineRawActor(name, function* () {}) as unknown as Definition;
      this.unknown.set(name, definition);
    }
    return definition;
  }

  connect(carrier: Carrier, identity?: PeerIdentity): Peer {
    for (const method of ["start", "send", "close"])
      checkKind(
        "the carrier given to connect()",
        carrier,
        method,
        "one end of a carrier, such as memoryConnection().ends[0]",
      );
    const peer = new PeerCore(this, carrier, identity);
    this.connections.add(peer);
    return peer;
  }

  get handles(): number {
    let count = 0;
    for (const { handles } of this.connections) count += handles.size;
    return count;
  }

  peers(): Peer[] {
    return [...this.connections];
  }

  close(): void {
    for (const peer of [...this.connections]) peer.close();
  }

  /** Ends, as when its process dies, all that others have heard of, once nothing that it says arrives any more. */
  die(): void {
    for (const local of this.actors.all()) deliverExit(local, outside, "kill", "exit");
    for (const peer of [...this.connections]) peer.end();
  }

  /** Counts what begins to wait for another node, and what has its answer. */
  waits(more: number): void {
    const before = this.waiting;
    this.waiting += more;
    if ((before === 0) !== (this.waiting === 0)) this.onBusy(before === 0); // user code may run here
  }

  forget(peer: PeerCore): void {
    this.connections.delete(peer);
  }

  // Refs that cross.

  /** Returns what stands for an actor or a task. */
  refData(who: AnyRef | Task): RefData {
    if (!isRef(who)) return [this.id, this.incarnation, this.actors.numberOf(who), "", who.name];
    if (isDistant(who)) return this.home(who);
    const { name } = definitionOf(who);
    return [this.id, this.incarnation, this.actors.numberOf(who), name, who.name];
  }

  /** Returns where the actor of a ref from elsewhere lives. */
  home(ref: AnyRef): RefData {
    const data = this.homes.get(ref);
    if (data !== undefined) return data;
    throw new RemoteError(
      "ERR_MAILSLOT_NOT_CARRIED",
      `${ref.name} was not made by node ${this.id}: it cannot cross from here`,
    );
  }

  /** Returns the ref that `data` stands for: at home, the actor itself. */
  revive(data: RefData): AnyRef {
    const [node, incarnation, number, definition, name] = data;
    if (node === this.id && incarnation === this.incarnation) {
      const local = this.actors.find(number);
      if (local !== null) return local as AnyRef;
    }
    let peer = this.peerOf(node, incarnation);
    if (peer === undefined && node !== this.id) {
      this.onUnknownNode(); // user code runs here
      peer = this.peerOf(node, incarnation);
    }
    const label = node === this.id ? name : `${name.split(" of ")[0]} of ${node}`;
    const key = peer === undefined ? `${incarnation} ${number} ${node}` : number; // the unreachable are of any node
    const ref = (peer?.imports ?? this.unreachable).refOf(number, this.definitionOfRef(definition), label, key);
    this.homes.set(ref, data);
    if (peer === undefined) exited(ref, node === this.id ? "noproc" : "noconnection");
    return ref;
  }

  private peerOf(node: string, incarnation: number): PeerCore | undefined {
    for (const each of this.connections) if (each.node === node && each.incarnation === incarnation) return each;
    return undefined;
  }

  // Probes for cycles of asks (Chandy, Misra, Haas 1983).

  addProbe(wait: DistantWait): number {
    for (const [number, each] of this.probes) if (each.ask.isOver) this.probes.delete(number);
    this.probes.set(++this.lastProbe, wait);
    return this.lastProbe;
  }

  /** Takes a probe that has come along an ask: sends it on along the waits, or closes the cycle. */
  probed(incoming: Incoming, ask: number, probe: readonly [string, number, number], names: readonly string[]): void {
    const waits = incoming.waitsBehind(ask, probe.join("/"));
    if (waits === null) return;
    const [node, incarnation, number] = probe;
    const started = node === this.id && incarnation === this.incarnation ? this.probes.get(number) : undefined;
    const way = started === undefined ? undefined : waits.waiting.get(started.asker);
    if (started !== undefined && way !== undefined) {
      if (!started.ask.isOver) started.refuse(cycleError([...names.slice(0, -1), ...way]));
      return;
    }
    for (const { ask: next, names: further } of waits.distant)
      (wayOf(next)?.path as PeerCore | undefined)?.passProbe(next, probe, [...names, ...further.slice(1)]);
  }
}

/**
 * Makes a node of this thread's scheduler, whose actors other nodes reach. Throws `ERR_MAILSLOT_REMOTE_ARGUMENT` when two of its
 * definitions have one name.
 *
 * @example
 * ```ts
 * import { defineActor } from "@mailslot/actor";
 * import { createNode, memoryConnection } from "@mailslot/remote";
 *
 * const Account = defineActor("account", { state: (balance: number) => ({ balance }), receive: { balance: (ctx) => ctx.state.balance } });
 * const [here, there] = memoryConnection().ends;
 * createNode({ id: "bank", definitions: [Account] }).connect(there);
 * const bank = createNode({ id: "shop", definitions: [Account] }).connect(here);
 * console.log(await (await bank.spawn(Account, 100)).ask.balance()); // 100
 * ```
 */
export function createNode(options: NodeOptions = {}): Node {
  return new NodeCore(options);
}
