// watchdog: 180 s
/** Trees of supervisors against a model of OTP's rules: random shapes, ends at the leaves, and those that give up above. */
import { isOrderly, spawn } from "@mailslot/actor";
import {
  type ChildSpec,
  type RestartType,
  type Strategy,
  type Supervisor,
  supervisor,
  type TreeNode,
  tree,
} from "@mailslot/supervision";
import { check } from "@mailslot/test-support/seeded";
import fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { stage, Worker } from "../../stage.js";

const test = suite("tree model");
const WITHIN = 1_000;

interface Leaf {
  readonly restart: RestartType;
}

interface Branch extends Leaf {
  readonly strategy: Strategy;
  readonly restarts: number;
  readonly children: readonly Plan[];
}

type Plan = Leaf | Branch;

const isBranch = (plan: Plan): plan is Branch => "children" in plan;

/** A place in the tree of the model: lists and flags, no actors. */
class Place {
  readonly path: string;
  readonly plan: Plan;
  readonly parent: Place | null;
  running = false;
  children: Place[] = [];
  private times: number[] = [];
  private readonly log: string[];

  constructor(log: string[], plan: Plan, path: string, parent: Place | null) {
    this.log = log;
    this.plan = plan;
    this.path = path;
    this.parent = parent;
  }

  start(): void {
    if (this.running) return;
    this.running = true;
    if (!isBranch(this.plan)) {
      this.log.push(`+${this.path}`);
      return;
    }
    this.times = [];
    this.children = this.plan.children.map((plan, n) => new Place(this.log, plan, `${this.path}/${n}`, this));
    for (const child of this.children) child.start();
  }

  stop(reason: string): void {
    if (!this.running) return;
    if (!isBranch(this.plan)) this.log.push(`-${this.path} ${reason}`);
    for (const child of [...this.children].reverse()) child.stop("shutdown");
    this.children = [];
    this.running = false;
  }

  /** A leaf ends by itself. */
  end(reason: string, now: number): void {
    this.stop(reason);
    this.parent?.childEnded(this, reason, now);
  }

  private childEnded(child: Place, reason: string, now: number): void {
    const { restart } = child.plan;
    if (restart === "temporary") this.children = this.children.filter((other) => other !== child);
    else if (restart === "permanent" || !isOrderly(reason)) this.restart(child, now);
  }

  private restart(child: Place, now: number): void {
    const { strategy, restarts } = this.plan as Branch;
    this.times = [...this.times, now].filter((time) => time >= now - WITHIN);
    if (this.times.length > restarts) {
      this.stop("shutdown");
      this.parent?.childEnded(this, "shutdown", now);
      return;
    }
    const from = strategy === "rest-for-one" ? this.children.indexOf(child) : 0;
    const group = strategy === "one-for-one" ? [child] : this.children.slice(from);
    for (const other of group.slice().reverse()) {
      if (other === child) continue;
      other.stop("shutdown");
      if (other.plan.restart === "temporary") this.children = this.children.filter((each) => each !== other);
    }
    for (const each of group) if (this.children.includes(each)) each.start();
  }

  *[Symbol.iterator](): Generator<Place> {
    for (const child of this.children) {
      yield child;
      yield* child;
    }
  }
}

class Real {
  readonly log: string[] = [];
  readonly on = stage();
  readonly root: Supervisor;
  private readonly leaves = new Map<string, Worker>();

  constructor(plan: Branch) {
    const started = this.on.scheduler.go(() => this.branch(plan, "root"));
    this.on.run();
    this.root = started.poll() as Supervisor;
  }

  private branch({ strategy, restarts, children }: Branch, path: string) {
    const specs = children.map((plan, n) => this.spec(plan, `${n}`, `${path}/${n}`));
    return supervisor({ strategy, intensity: { restarts, within: WITHIN }, children: specs });
  }

  private spec(plan: Plan, id: string, path: string): ChildSpec {
    const { restart } = plan;
    if (isBranch(plan)) return { id, restart, start: () => this.branch(plan, path) };
    const start = () => {
      const ref = spawn(Worker, this.log, path);
      this.leaves.set(path, ref);
      return ref;
    };
    return { id, restart, start };
  }

  end(path: string, reason: string): void {
    this.leaves.get(path)?.tell.end(reason);
    this.on.run();
  }
}

/** Lists the places below a node of a real tree, as `Place` does. */
function* below(node: TreeNode, path: string): Generator<string> {
  for (const child of node.children) {
    yield `${path}/${child.id} ${child.status}`;
    yield* below(child, `${path}/${child.id}`);
  }
}

const restart = fc.constantFrom<RestartType>("permanent", "transient", "temporary");
const strategy = fc.constantFrom<Strategy>("one-for-one", "one-for-all", "rest-for-one");
const { branch } = fc.letrec<{ plan: Plan; branch: Branch }>((tie) => ({
  plan: fc.oneof({ maxDepth: 3, withCrossShrink: true }, fc.record({ restart }), tie("branch")),
  branch: fc.record({
    restart,
    strategy,
    restarts: fc.nat(2),
    children: fc.array(tie("plan"), { minLength: 1, maxLength: 4 }),
  }),
}));
const step = fc.record({
  leaf: fc.nat(),
  reason: fc.constantFrom("normal", "shutdown", "broken", "killed"),
  wait: fc.constantFrom(0, 0, 0, 300, WITHIN, 1_500),
});

test("a tree of supervisors does what the model does, end by end", () => {
  check(fc.property(branch, fc.array(step, { maxLength: 25 }), play), { numRuns: 1_000 });
});

function play(plan: Branch, steps: { leaf: number; reason: string; wait: number }[]): void {
  const log: string[] = [];
  const model = new Place(log, plan, "root", null);
  const real = new Real(plan);
  let now = 0;
  model.start();
  for (const { leaf, reason, wait } of steps) {
    assert.equal(real.log, log);
    assert.is(real.root.alive, model.running);
    if (!model.running) break;
    const places = [...model].map(({ path, running }) => `${path} ${running ? "running" : "stopped"}`);
    assert.equal([...below(tree(real.root), "root")], places);
    const leaves = [...model].filter((place) => place.running && !isBranch(place.plan));
    if (leaves.length === 0) break;
    const { path } = leaves[leaf % leaves.length] as Place;
    real.on.loop.advance(wait);
    now += wait;
    (leaves[leaf % leaves.length] as Place).end(reason, now);
    real.end(path, reason);
  }
  assert.equal(real.log, log);
}

test.run();
