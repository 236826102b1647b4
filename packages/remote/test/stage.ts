/** Two or three nodes on one stage, connected in memory. */
import type { Definition } from "@mailslot/actor";
import {
  createNode,
  type MemoryConnection,
  type MemoryOptions,
  memoryConnection,
  type Node,
  type NodeOptions,
  type Peer,
} from "@mailslot/remote";
import { rejection } from "@mailslot/test-support/rejection";
import { type Stage as TaskStage, stage as taskStage } from "@mailslot/test-support/stage";

export interface Stage extends TaskStage {
  readonly a: Node;
  readonly b: Node;
  /** Node b, as a sees it. */
  readonly toB: Peer;
  readonly toA: Peer;
  readonly wire: MemoryConnection;
  connect(one: Node, other: Node, options?: MemoryOptions): [Peer, Peer, MemoryConnection];
  /** Runs until `source` has failed, and gives the error. */
  failure(source: PromiseLike<unknown>): Promise<Error & { code?: string }>;
}

export function stage(
  definitions: readonly unknown[],
  options: MemoryOptions = {},
  more: Partial<NodeOptions> = {},
): Stage {
  const base = taskStage();
  const { scheduler } = base;
  const all = { definitions: definitions as Definition<never, never>[], scheduler, ...more };
  const connect = (one: Node, other: Node, how: MemoryOptions = {}): [Peer, Peer, MemoryConnection] => {
    const wire = memoryConnection({ scheduler, ...how });
    return [one.connect(wire.ends[0]), other.connect(wire.ends[1]), wire];
  };
  const [a, b] = [createNode({ id: "a", ...all }), createNode({ id: "b", ...all })];
  const [toB, toA, wire] = connect(a, b, options);
  return {
    ...base,
    a,
    b,
    toB,
    toA,
    wire,
    connect,
    async failure(source) {
      const error = rejection(source);
      await base.loop.settle();
      return error;
    },
  };
}
