/**
 * Connects every two threads. The calling thread makes each connection, and tells both of it before either can be known to others; so
 * whoever hears of a thread from a third finds the order for it.
 */

import { MessageChannel, type MessagePort } from "node:worker_threads";
import type { NodeIdentity, Order } from "../link/orders.js";
import { linkMemory } from "../link/ring-carrier.js";
import type { ThreadNode } from "../link/thread-node.js";

interface Member {
  readonly identity: NodeIdentity;
  /** Where it takes orders. */
  readonly orders: MessagePort;
}

export class Mesh {
  /** Called when a worker is in. */
  onJoin: (worker: number) => void;
  private readonly caller: ThreadNode;
  /** The number of the calling thread. */
  private readonly callerId: number;
  private readonly members: Map<number, Member>;

  constructor(caller: ThreadNode, callerId: number) {
    this.onJoin = () => {};
    this.caller = caller;
    this.callerId = callerId;
    this.members = new Map();
  }

  /** Takes in a worker that has started. */
  join(id: number, identity: NodeIdentity, orders: MessagePort): void {
    for (const [other, member] of this.members) {
      const [here, there] = ends();
      tell(member.orders, { kind: "connect", peer: id, identity, ...here });
      tell(orders, { kind: "connect", peer: other, identity: member.identity, ...there });
    }
    const [here, there] = ends();
    tell(orders, { kind: "connect", peer: this.callerId, identity: this.caller.identity, ...there });
    this.members.set(id, { identity, orders });
    this.caller.connect(id, identity, here);
    this.onJoin(id);
  }

  /** The workers that are in. */
  get numbers(): Iterable<number> {
    return this.members.keys();
  }

  /** Gives a worker that is in an order. */
  order(id: number, order: Order): void {
    const member = this.members.get(id);
    if (member !== undefined) tell(member.orders, order);
  }

  /** Whether a worker is in. */
  has(id: number): boolean {
    return this.members.has(id);
  }

  /** Lets out a worker that has died; false if it never was in. */
  leave(id: number): boolean {
    const member = this.members.get(id);
    if (member === undefined) return false;
    this.members.delete(id);
    member.orders.close();
    for (const { orders } of this.members.values()) tell(orders, { kind: "dead", peer: id });
    this.caller.died(id);
    return true;
  }

  close(): void {
    this.caller.close();
    for (const { orders } of this.members.values()) orders.close();
    this.members.clear();
  }
}

function ends() {
  const buffer = linkMemory();
  const { port1, port2 } = new MessageChannel();
  return [
    { buffer, port: port1, side: 0 },
    { buffer, port: port2, side: 1 },
  ] as const;
}

function tell(orders: MessagePort, order: Order): void {
  orders.postMessage(order, "port" in order ? [order.port] : []);
}
