/**
 * The death of a node, at a time that the seed or the test chooses. What is killed is told by its methods and not by its class, so that
 * programs without nodes need not install @mailslot/remote (docs/decisions/0430-faults-of-nodes.md).
 */
import { badArgument, checkKind } from "@mailslot/core/engine";
import type { InjectedFault } from "./fault.js";

/** Nodes that can be killed; `memoryNodes()` of @mailslot/remote makes such. */
export interface KillableNodes<I extends string = string> {
  /** The ids of those that live. */
  readonly alive: readonly I[];
  /** Kills one, as when its process dies. */
  kill(id: I): void;
}

/**
 * Makes a fault that kills a node of `memoryNodes()` of @mailslot/remote: one of `among`, default: of all that live then; the seed
 * decides which. When all of `among` are dead, it does nothing. To cut and delay the connections between nodes, and to drop them, there is
 * {@link disturbance}.
 *
 * @example
 * ```ts
 * import { defineActor } from "@mailslot/actor";
 * import { sleep } from "@mailslot/core";
 * import { memoryNodes } from "@mailslot/remote";
 * import { killNode, simulate } from "@mailslot/testing";
 *
 * const Slow = defineActor("slow", { receive: { work: () => sleep(60_000) } });
 * await simulate(function* ({ inject }) {
 *   const nodes = memoryNodes(["a", "b"], { definitions: [Slow] });
 *   const slow = yield* nodes.peer("a", "b").spawn(Slow);
 *   inject(killNode(nodes, "b"), { after: 1_000 });
 *   try {
 *     yield* slow.ask.work();
 *   } catch (error) {
 *     console.log(String(error)); // UnknownOutcomeError: the connection to node b has ended: …
 *   }
 * });
 * ```
 */
export function killNode<I extends string>(nodes: KillableNodes<I>, ...among: readonly NoInfer<I>[]): InjectedFault {
  checkKind("what killNode() is given", nodes, "kill", "memoryNodes(…) of @mailslot/remote");
  const unknown = among.find((id) => !nodes.alive.includes(id));
  if (unknown !== undefined)
    throw badArgument("the node given to killNode()", unknown, `one of ${nodes.alive.join(", ")}`);
  return {
    name: `death of ${among.length === 0 ? "a node" : `node ${among.join(" or ")}`}`,
    run(random) {
      const living = nodes.alive.filter((id) => among.length === 0 || among.includes(id));
      if (living.length > 0) nodes.kill(random.pick(living)); // user code runs here
    },
  };
}
