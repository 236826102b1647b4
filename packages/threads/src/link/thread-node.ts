/** This thread as a node, whose actors the other threads reach. */

import { type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import { type Definition, isDefinition } from "@mailslot/actor";
import { badArgument } from "@mailslot/core/engine";
import { createNode, type Node, type Peer } from "@mailslot/remote";
import { unknownDefinition } from "../errors.js";
import type { JobTable } from "../job/table.js";
import { traceFor } from "../trace/hand-over.js";
import type { Links } from "./links.js";
import type { NodeIdentity, Order } from "./orders.js";
import type { Link } from "./ring-carrier.js";

export class ThreadNode {
  readonly links: Links;
  /** Called when another thread has been connected. */
  onConnect: () => void;
  /** Told when the first ask or spawn begins to wait for another thread, and when the last has its answer. */
  onBusy: (busy: boolean) => void;
  private readonly table: JobTable;
  private readonly node: Node;
  private readonly byThread: Map<number, Peer>;

  /** `orders` is where the calling thread tells a worker of others; null on the calling thread. */
  constructor(id: string, links: Links, table: JobTable, orders: MessagePort | null) {
    const { definitions, errors } = table;
    this.links = links;
    this.table = table;
    this.onConnect = () => {};
    this.onBusy = () => {};
    this.byThread = new Map();
    this.node = createNode({
      id,
      definitions,
      errors,
      onBusy: (busy) => this.onBusy(busy),
      // A third thread may tell of one whose order has not been read: it was posted before anybody could know of that.
      onUnknownNode: () => {
        for (let one = next(orders); one !== null; one = next(orders)) this.take(one);
      },
    });
    orders?.on("message", (order: Order) => this.take(order));
  }

  get identity(): NodeIdentity {
    return { node: this.node.id, incarnation: this.node.incarnation };
  }

  /** Fails unless every thread knows the definition, by its name: a bundle may hold the module twice. */
  checkKnown(definition: Definition<never, never>): void {
    if (!isDefinition(definition)) throw badArgument("the definition", definition, "what defineActor() returned");
    if (!this.table.definitions.some(({ name }) => name === definition.name)) throw unknownDefinition(definition.name);
  }

  /** Returns the connection with another thread; null when there is none. */
  peer(thread: number): Peer | null {
    const peer = this.byThread.get(thread);
    return peer?.alive === true ? peer : null;
  }

  connect(thread: number, identity: NodeIdentity, link: Link): void {
    this.byThread.set(thread, this.node.connect(this.links.add(thread, link), identity));
    this.onConnect();
  }

  /** Ends the connection with a thread that is dead. */
  died(thread: number): void {
    this.byThread.delete(thread);
    this.links.drop(thread);
  }

  close(): void {
    this.node.close();
  }

  private take(order: Order): void {
    if (order.kind === "dead") this.died(order.peer);
    else if (order.kind === "trace") traceFor(order.port, order.capacity);
    else this.connect(order.peer, order.identity, order);
  }
}

function next(orders: MessagePort | null): Order | null {
  return orders === null ? null : ((receiveMessageOnPort(orders)?.message as Order | undefined) ?? null);
}
