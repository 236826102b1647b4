/** An actor at each of two nodes, as its home has it and as the other node sees it, and what the nodes keep for that. */
import { type AnyRef, defineActor, type RefOf, type Signal, spawnWith } from "@mailslot/actor";
import type { Source } from "@mailslot/core";
import type { Peer } from "@mailslot/remote";
import { exit, monitor } from "@mailslot/supervision";
import { type Stage, stage } from "../stage.js";

/** Who has met whom, each as the node of the first has it. */
let met: { readonly self: AnyRef; readonly other: AnyRef } | null = null;

export const Puppet = defineActor("puppet", {
  state: () => ({ heard: [] as Signal[] }),
  receive: {
    meet: (ctx, other: AnyRef) => void (met = { self: ctx.self, other }),
    exit: (_ctx, other: AnyRef, reason: string) => exit(other, reason),
    wait: (_ctx, busy: Source<void>) => busy,
    watch: (ctx, other: AnyRef) => void monitor(other, ctx.self),
    fail(_ctx, error: Error) {
      throw error;
    },
    heard: (ctx) => ctx.state.heard.map(({ type, reason }) => [type, reason]),
  },
  signal: (ctx, signal) => void ctx.state.heard.push(signal),
});
export type Puppet = RefOf<typeof Puppet>;

export interface Scene extends Stage {
  /** At node a. */
  readonly near: Puppet;
  /** At node b, as it is there. */
  readonly home: Puppet;
  /** The same, as node a sees it. */
  readonly far: Puppet;
  /** The one at node a, as node b sees it. */
  readonly back: Puppet;
  /** Spawns another at node a. */
  puppet(): Puppet;
}

export function scene(): Scene {
  const on = stage([Puppet]);
  const puppet = (): Puppet => spawnWith({ scheduler: on.scheduler }, Puppet);
  const [near, far] = [puppet(), on.now(on.toB.spawn(Puppet))];
  far.tell.meet(near);
  on.run();
  const { self, other } = met as unknown as { readonly self: Puppet; readonly other: Puppet };
  return { ...on, near, home: self, far, back: other, puppet };
}

/** What a connection keeps. */
export function inside(peer: Peer) {
  return peer as unknown as {
    /** What the other node watches here. */
    readonly watches: { readonly size: number };
    /** The unlinks that the other node has not answered. */
    readonly unlinks: { readonly size: number };
    /** What this node watches there. */
    readonly imports: { readonly size: number; readonly watches: ReadonlySet<number> };
  };
}

/** How many links or monitors an actor has, as its node or another has it. */
export function bonds(of: AnyRef, kind: "links" | "monitors"): number {
  const [symbol] = Object.getOwnPropertySymbols(of).filter(({ description }) => description === "bonds");
  if (symbol === undefined) return 0;
  const all = (of as unknown as Record<symbol, Record<string, unknown>>)[symbol]?.[kind] ?? null;
  if (all === null) return 0;
  return all instanceof Set ? all.size : 1;
}

/** How many watches are kept at both ends, and monitors by the home of the actor. */
export function watches({ toA, toB, home }: Scene): readonly [asked: number, atHome: number, monitors: number] {
  return [inside(toB).imports.watches.size, inside(toA).watches.size, bonds(home, "monitors")];
}
