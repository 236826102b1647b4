/**
 * The trie of histories: a virtual thread is a deterministic function of the results that its operations returned,
 * so what it does after a given row of results is found out once, by running it, and kept here.
 */

import type { Operation } from "../machine/operation.js";
import type { Seen } from "../machine/thread.js";

/** The thread has not been run with this history yet. */
export const UNKNOWN = 0;
/** The thread asks for `operation` next. */
export const PENDING = 1;
/** The thread returned `value`. */
export const FINISHED = 2;
/** The thread threw `value`. */
export const THREW = 3;
/** Running the thread showed something the model cannot go on from; `value` is the failure. */
export const BROKEN = 4;

/** Which thread a trie belongs to. */
export interface Origin {
  readonly label: string;
  /** The node of the parent at which the thread was spawned; null for thread 0. */
  readonly spawnedAt: Node | null;
}

export class Node {
  readonly id: number;
  readonly origin: Origin;
  readonly parent: Node | null;
  /** What the parent's operation returned. */
  readonly result: unknown;
  readonly depth: number;
  state: number = UNKNOWN;
  operation: Operation | null = null;
  value: unknown = undefined;
  /** For a `spawn`: the root of the child's histories. */
  spawned: Node | null = null;
  /** For a `pause`: what the loop watches, or null if it is not an endless loop; undefined until that is known. */
  spin: readonly Seen[] | null | undefined = undefined;
  private lastChild: Node | null = null;
  private children: Map<unknown, Node> | null = null;

  constructor(id: number, origin: Origin, parent: Node | null, result: unknown) {
    this.id = id;
    this.origin = origin;
    this.parent = parent;
    this.result = result;
    this.depth = parent === null ? 0 : parent.depth + 1;
  }

  find(result: unknown): Node | undefined {
    const last = this.lastChild;
    if (last !== null && Object.is(last.result, result)) return last;
    const child = this.children?.get(keyOf(result));
    if (child !== undefined) this.lastChild = child;
    return child;
  }

  add(child: Node): void {
    if (this.lastChild !== null) {
      this.children ??= new Map([[keyOf(this.lastChild.result), this.lastChild]]);
      this.children.set(keyOf(child.result), child);
    }
    this.lastChild = child;
  }

  /** Forgets every continuation except `keep`. */
  prune(keep: Node | null): void {
    this.children = null;
    this.lastChild = keep;
  }
}

const NEGATIVE_ZERO = Symbol("-0");

function keyOf(result: unknown): unknown {
  return Object.is(result, -0) ? NEGATIVE_ZERO : result;
}

/** Lists the nodes from the root of a thread's histories to `node`. */
export function pathTo(node: Node): Node[] {
  const path = new Array<Node>(node.depth + 1);
  for (let at: Node | null = node; at !== null; at = at.parent) path[at.depth] = at;
  return path;
}
