/** One sweep over all live tasks: it gathers what the pages that look now show, and sends them what has changed. */
import { type AnyRef, isRef } from "@mailslot/actor";
import { directWaits } from "@mailslot/actor/engine";
import type { Scheduler, Task } from "@mailslot/core";
import { liveTasks } from "@mailslot/core/engine";
import type { Frame, Tab } from "../protocol/frames.js";
import { chainsOf, type Edge } from "./chains.js";
import { Selection } from "./selection.js";
import { actorRow, factsOf } from "./status.js";
import { isRoot, treeRows } from "./trees.js";
import type { Viewer } from "./viewer.js";

/** How many tasks are looked at in one step. */
const STEP = 200;
/** How many waits are followed: of a program in which more wait, those suffice to see why. */
const WAITS = 20_000;

/** Does it, in steps of which each gives 0. */
export function* sweep(schedulers: readonly Scheduler[], viewers: readonly Viewer[]): Generator<0, void> {
  const gathering = new Gathering(viewers);
  for (const scheduler of schedulers) {
    const tasks = liveTasks(scheduler);
    yield 0;
    for (let n = 0; n < tasks.length; n++) {
      gathering.take(tasks[n] as Task);
      if (n % STEP === STEP - 1) yield 0;
    }
  }
  yield* gathering.show();
}

class Gathering {
  private readonly viewers: readonly Viewer[];
  private readonly selections: readonly (readonly [Viewer, Selection])[];
  private readonly roots: AnyRef[] | null;
  private readonly edges: Edge<Task>[] | null;

  constructor(viewers: readonly Viewer[]) {
    this.viewers = viewers;
    this.selections = viewers
      .filter((viewer) => viewer.shows("actors", "overview"))
      .map((viewer) => [viewer, new Selection(viewer.order, viewer.query)]);
    this.roots = viewers.some((viewer) => viewer.shows("supervisors")) ? [] : null;
    this.edges = viewers.some((viewer) => viewer.shows("waits", "overview")) ? [] : null;
  }

  take(task: Task): void {
    if (isRef(task)) {
      for (const [, selection] of this.selections) selection.take(task);
      if (this.roots !== null && isRoot(task)) this.roots.push(task);
    }
    if (this.edges !== null && this.edges.length < WAITS) {
      for (const { on, message } of directWaits(task)) this.edges.push({ by: task, on, message });
    }
  }

  *show(): Generator<0, void> {
    for (const [viewer, selection] of this.selections) {
      const rows = viewer.actors.next(selection.chosen().map(actorRow)) ?? { changed: [] };
      const { total, matching } = selection;
      viewer.sendIfNew({ type: "actors", total, matching, rows });
      yield 0;
    }
    if (this.roots !== null) {
      const roots = treeRows(this.roots);
      yield 0;
      this.sendTo(["supervisors"], { type: "tree", roots });
      yield 0;
    }
    if (this.edges !== null) {
      const chains = yield* chainsOf(this.edges, factsOf);
      const waiting = new Set(this.edges.map(({ by }) => by)).size;
      for (const viewer of this.viewers.filter((each) => each.shows("waits", "overview"))) {
        const rows = viewer.chains.next(chains) ?? { changed: [] };
        viewer.sendIfNew({ type: "waits", waiting, rows });
      }
    }
  }

  private sendTo(tabs: readonly Tab[], frame: Frame): void {
    for (const viewer of this.viewers) if (viewer.shows(...tabs)) viewer.sendIfNew(frame);
  }
}
