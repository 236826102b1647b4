/** The tree below a supervisor, as data and as a picture. Without recursion: trees may be 100,000 deep. */
import { describeReason, type ExitReason, isRef } from "@mailslot/actor";
import type { Child, ChildStatus, ChildType } from "../child/child.js";
import type { RestartType } from "../child/child-spec.js";
import { SupervisionError } from "../errors.js";
import { bondsOf } from "../link/bonds.js";
import { type HasRef, nameOf, show } from "../linkable.js";
import type { Engine } from "./engine.js";
import { engineOf } from "./engine-registry.js";
import type { Strategy } from "./options.js";

/** One supervisor, actor or task of a tree. */
export interface TreeNode {
  /** The id that its supervisor knows it by; null for the root. */
  readonly id: string | null;
  /** What it is, or was when it ran last; an actor before that. */
  readonly type: ChildType;
  /** The name of the actor or task; null while none runs. */
  readonly name: string | null;
  readonly status: ChildStatus | "ended";
  /** Null for the root. */
  readonly restart: RestartType | null;
  readonly restarts: number;
  /** Why it ended last; undefined before. */
  readonly reason: ExitReason;
  /** Of a supervisor. */
  readonly strategy: Strategy | null;
  readonly children: readonly TreeNode[];
}

interface Open extends TreeNode {
  readonly children: TreeNode[];
}

/** Returns what is below a supervisor now. Throws `ERR_MAILSLOT_NOT_LINKABLE` for what is no supervisor that has started. */
export function tree(supervisor: HasRef): TreeNode {
  const ref: unknown = (supervisor as Partial<HasRef> | null | undefined)?.ref;
  const engine = isRef(ref) ? engineOf(ref) : undefined;
  if (engine === undefined) {
    const text = `${isRef(ref) ? ref.name : show(supervisor)} is no supervisor: give what supervisor() completes with`;
    throw new SupervisionError("ERR_MAILSLOT_NOT_LINKABLE", text);
  }
  const root = rootOf(engine);
  const open: [Engine, Open][] = [[engine, root]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [parent, node] = next;
    for (const child of parent.children.values()) {
      const below = engineIn(child);
      const made = nodeOf(child, below);
      node.children.push(made);
      if (below !== undefined) open.push([below, made]);
    }
  }
  return root;
}

function engineIn({ present }: Child): Engine | undefined {
  const ref = present === null ? null : bondsOf(present).ref;
  return ref === null ? undefined : engineOf(ref);
}

function rootOf(engine: Engine): Open {
  const { name, ref } = engine;
  const { strategy } = engine.restarts;
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
  };
}

function nodeOf(child: Child, below: Engine | undefined): Open {
  const { id, type, present, standing: status, restart, restarts, reason } = child;
  const name = below?.name ?? (present === null ? null : nameOf(present));
  const strategy = below?.restarts.strategy ?? null;
  return { id, type, name, status, restart, restarts, reason, strategy, children: [] };
}

/** Returns the tree below a supervisor as lines of text, one for each node. */
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
