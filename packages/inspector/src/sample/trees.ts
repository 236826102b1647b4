/** The trees of supervisors, as rows. */
import { type AnyRef, definitionOf } from "@mailslot/actor";
import { isSupervisor, supervisorOf, type TreeNode, tree } from "@mailslot/supervision";
import type { TreeRow } from "../protocol/frames.js";
import { reasonText } from "./feeds.js";

/** How many children of one supervisor are listed, and how many trees are drawn. */
const CHILDREN = 200;
const ROOTS = 200;

/** Returns whether an actor is a supervisor that no other supervises. The name is asked first, since that is cheap. */
export function isRoot(ref: AnyRef): boolean {
  return definitionOf(ref).name === "supervisor" && isSupervisor(ref) && supervisorOf(ref) === null;
}

export function treeRows(roots: readonly AnyRef[]): TreeRow[] {
  return roots.slice(0, ROOTS).map((ref) => rowOf(tree({ ref }, { children: CHILDREN })));
}

// A tree that is too deep to be sent is cut: a page that shows 100 levels needs no more.
const DEEPEST = 100;

function rowOf(node: TreeNode, depth = 0): TreeRow {
  const { id, type, name, status, restart, restarts, reason, strategy, children, unlisted } = node;
  const isCut = depth >= DEEPEST;
  return {
    ...{ id, type, name, status, restart, restarts, strategy },
    reason: reason === undefined ? null : reasonText(reason),
    children: isCut ? [] : children.map((child) => rowOf(child, depth + 1)),
    more: unlisted + (isCut ? children.length : 0),
  };
}
