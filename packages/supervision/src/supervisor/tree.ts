/** The tree below a supervisor, as data and as a picture. Without recursion: trees may be 100,000 deep. */

import { describeReason, type ExitReason, isRef } from "@mailslot/actor";
import { badArgument, checkOptions, isReadable, show } from "@mailslot/core/engine";
import type { RestartType } from "../child/child-spec.js";
import { SupervisionError } from "../errors.js";
import { type HasRef, linkable, nameOf } from "../linkable.js";
import type { ChildStatus, ChildType, Listed } from "./child-info.js";
import type { Strategy } from "./options.js";
import { type Supervising, supervisorAt } from "./registry.js";

/** One supervisor, actor or task of a tree. */
export interface TreeNode {
  /** The id by which its supervisor knows it; null for the root. */
  readonly id: string | null;
  /** What it is, or was when it ran last; an actor before that. */
  readonly type: ChildType;
  /** The name of the actor or task; null while none runs. */
  readonly name: string | null;
  /** Where it stands; `"ended"` is a root that has ended. */
  readonly status: ChildStatus | "ended";
  /** When it is started again after an end; null for the root. */
  readonly restart: RestartType | null;
  /** How often a restart was attempted. */
  readonly restarts: number;
  /** Why it ended last; undefined before. */
  readonly reason: ExitReason;
  /** The strategy of a supervisor; null for others. */
  readonly strategy: Strategy | null;
  /** What is below a supervisor, in the order of starting; empty for others. */
  readonly children: readonly TreeNode[];
  /** How many children it has beside those in `children`: none, unless a limit was given. */
  readonly unlisted: number;
}

/** How much of a tree to list. */
export interface TreeOptions {
  /** How many children of each supervisor to list, at most. Default: all of them. */
  readonly children?: number;
}

interface Open extends TreeNode {
  readonly children: TreeNode[];
  unlisted: number;
}

/**
 * Returns what is below a supervisor now. Throws `ERR_MAILSLOT_NOT_LINKABLE` for anything but a supervisor that has started.
 *
 * @example
 * ```ts
 * import { defineActor, spawn } from "@mailslot/actor";
 * import { supervisor, tree } from "@mailslot/supervision";
 *
 * const Worker = defineActor("worker", {
 *   state: () => ({ done: 0 }),
 *   receive: { work: (ctx) => ++ctx.state.done },
 * });
 * await using root = await supervisor({ children: [{ id: "worker", start: () => spawn(Worker) }] });
 * console.log(tree(root).children.map(({ id }) => id).join()); // worker
 * ```
 */
export function tree(supervisor: HasRef, options: TreeOptions = {}): TreeNode {
  checkOptions("tree()", options);
  const { children: most = Number.POSITIVE_INFINITY } = options;
  if (typeof most !== "number" || !(most >= 0))
    throw badArgument("the number of children for tree()", most, "a number from 0");
  const ref: unknown = isReadable(supervisor) ? supervisor.ref : undefined;
  const found = isRef(ref) ? supervisorAt(ref) : undefined;
  if (found === undefined) {
    const text = `${isRef(ref) ? ref.name : show(supervisor)} is not a supervisor: give what supervisor() completes with`;
    throw new SupervisionError("ERR_MAILSLOT_NOT_LINKABLE", text);
  }
  const root = rootOf(found);
  const open: [Supervising, Open][] = [[found, root]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [parent, node] = next;
    const listed = parent.listed();
    node.unlisted = Math.max(0, listed.size - most);
    for (const child of listed) {
      if (node.children.length >= most) break;
      const below = supervisorIn(child);
      const made = nodeOf(child, below);
      node.children.push(made);
      if (below !== undefined) open.push([below, made]);
    }
  }
  return root;
}

function supervisorIn({ present }: Listed): Supervising | undefined {
  const ref = present === null ? null : linkable(present);
  return isRef(ref) ? supervisorAt(ref) : undefined;
}

function rootOf(root: Supervising): Open {
  const { name, ref, strategy } = root;
  const status = ref.alive ? "running" : "ended";
  return {
    id: null,
    type: "supervisor",
    name,
    status,
    restart: null,
    restarts: 0,
    reason: undefined,
    strategy,
    children: [],
    unlisted: 0,
  };
}

function nodeOf(child: Listed, below: Supervising | undefined): Open {
  const { id, type, present, standing: status, restart, restarts, reason } = child;
  const name = below?.name ?? (present === null ? null : nameOf(present));
  const strategy = below?.strategy ?? null;
  return { id, type, name, status, restart, restarts, reason, strategy, children: [], unlisted: 0 };
}

/**
 * Returns the tree below a supervisor as lines of text, one for each node.
 *
 * @example
 * ```ts
 * import { defineActor, spawn } from "@mailslot/actor";
 * import { supervisor, treeText } from "@mailslot/supervision";
 *
 * const Worker = defineActor("worker", {
 *   state: () => ({ done: 0 }),
 *   receive: { work: (ctx) => ++ctx.state.done },
 * });
 * await using root = await supervisor({ children: [{ id: "worker", start: () => spawn(Worker) }] });
 * console.log(treeText(root)); // e.g. supervisor#1, and below it worker, worker#2
 * ```
 */
export function treeText(supervisor: HasRef): string {
  const lines: string[] = [];
  const open: { node: TreeNode; lead: string; below: string }[] = [{ node: tree(supervisor), lead: "", below: "" }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, lead, below } = next;
    lines.push(lead + describe(node));
    const last = node.children.length - 1;
    for (let n = last; n >= 0; n--) {
      const child = node.children[n] as TreeNode;
      if (n === last) open.push({ node: child, lead: `${below}└─ `, below: `${below}   ` });
      else open.push({ node: child, lead: `${below}├─ `, below: `${below}│  ` });
    }
  }
  return lines.join("\n");
}

function describe({ id, name, status, strategy, restart, restarts, reason }: TreeNode): string {
  const who = [id, name].filter((each) => each !== null).join("  ");
  const facts = [
    strategy,
    restart,
    status === "running" ? null : status,
    restarts > 0 ? restartsText(restarts, reason) : null,
  ];
  return `${who}  ${facts.filter((fact) => fact !== null).join(", ")}`;
}

function restartsText(restarts: number, reason: ExitReason): string {
  return `restarted ${restarts === 1 ? "once" : `${restarts} times`} (last: ${describeReason(reason)})`;
}
