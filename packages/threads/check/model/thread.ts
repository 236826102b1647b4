/**
 * A thread of the model. It acts in steps: each decides at one moment, and takes until the next. What it shows, it shows at the end of
 * a step.
 *
 * Invariants: at most one step of a thread is on the agenda that counts, the one of `turn`; `searches` is counted in the machine.
 */

import { type Item, itemOf, type Machine } from "./machine.js";

// How many jobs are made in one step.
const CHUNK = 8;

export class ModelThread {
  readonly ring: Item[];
  sleeps: boolean;
  private readonly machine: Machine;
  private readonly works: boolean;
  private readonly queue: Item[];
  private readonly forks: Item[];
  private readonly done: Item[];
  private shownForks: Item[];
  private making: Item | null;
  private searches: boolean;
  private spins: boolean;
  private blocks: number;
  private ticks: number;
  private turn: number;
  /** What it has waited for lately, in nanoseconds: the mean of the pump. */
  private wait: number;
  private waitsSince: number;
  private polledAt: number;
  /** When the last theft from its ring will be over. */
  private robbedUntil: number;

  constructor(machine: Machine, works: boolean) {
    this.ring = [];
    this.sleeps = false;
    this.machine = machine;
    this.works = works;
    this.queue = [];
    this.forks = [];
    this.done = [];
    this.shownForks = [];
    this.making = null;
    this.searches = false;
    this.spins = false;
    this.blocks = machine.choices.blocks;
    this.ticks = 0;
    this.turn = 0;
    this.wait = 0;
    this.waitsSince = -1;
    this.polledAt = 0;
    this.robbedUntil = 0;
  }

  /** Gives the calling thread the load itself. */
  beginWith(root: Item): void {
    root.begun = true;
    this.making = root;
  }

  /** Gives it a job to show. */
  holdFor(root: Item): void {
    this.queue.push(root);
  }

  /** Its next step comes after `delay`; whatever was to come before does not. */
  soon(delay: number): void {
    const turn = ++this.turn;
    const { agenda } = this.machine;
    agenda.at(agenda.now + delay, () => {
      if (turn === this.turn) this.step();
    });
  }

  /** It is taken from the sleepers, and looks for work once it is awake. */
  wakeUp(time: number): void {
    this.sleeps = false;
    if (this.works) this.search();
    this.soon(time + this.machine.costs.wake - this.machine.agenda.now);
  }

  /** Something was shown, or has ended: a thread that spins sees it. */
  heard(time: number): void {
    if (!this.spins) return;
    this.spins = false;
    this.soon(time + this.machine.costs.hear - this.machine.agenda.now);
  }

  private step(): void {
    this.spins = false;
    const { agenda, choices, costs } = this.machine;
    const waiting = this.queue.length;
    let spent = this.collect();
    if (agenda.now - this.polledAt > choices.burst) {
      this.polledAt = agenda.now;
      spent += costs.poll;
    }
    if (this.making !== null) spent += this.makeSome(this.making);
    spent += this.show(agenda.now + spent);
    if (this.making === null && this.works) {
      const found = this.find();
      spent += found.spent;
      if (found.item !== null) {
        this.waited();
        this.run(found.item, spent);
        return;
      }
    }
    if (this.making !== null || spent > 0 || this.queue.length < waiting) this.soon(spent);
    else this.idle();
  }

  private collect(): number {
    let spent = 0;
    for (let item = this.done.shift(); item !== undefined; item = this.done.shift()) {
      spent += this.machine.costs.collect;
      this.blocks++;
      this.settle(item, spent);
    }
    if (spent > 0) this.waited();
    return spent;
  }

  /** The owner hears that a job has ended; its parent may end with it. */
  private settle({ parent }: Item, after: number): void {
    if (parent === null) this.machine.end(this.machine.agenda.now + after);
    else if (--parent.open === 0 && parent.made === parent.work.makes) this.end(parent, after);
  }

  /** A job has ended here. */
  private end(item: Item, after: number): void {
    const { owner } = item;
    const { agenda, costs } = this.machine;
    if (owner === null || owner === this) {
      this.settle(item, after);
      return;
    }
    this.machine.crossed++;
    agenda.at(agenda.now + after + costs.finish, () => {
      owner.done.push(item);
      if (owner.sleeps) owner.wakeUp(agenda.now + costs.notify);
      else owner.heard(agenda.now);
    });
  }

  private makeSome(item: Item): number {
    const { makes, forks } = item.work;
    let spent = 0;
    for (let n = 0; n < CHUNK && item.made < makes; n++, item.made++) {
      item.open++;
      (forks ? this.forks : this.queue).push(itemOf(item.work.child(item.made), this, item));
      spent += this.machine.costs.make;
    }
    if (item.made === makes) this.making = null;
    return spent;
  }

  /** Shows what is to be shown, at `time`. */
  private show(time: number): number {
    const { choices, costs } = this.machine;
    const { queue, forks, ring } = this;
    if (this.works && !this.machine.isAwaited) return 0;
    let spent = 0;
    const showOne = (item: Item): void => {
      if (item.begun) return;
      item.shown = true;
      this.blocks--;
      ring.push(item);
      spent += costs.show;
      spent += this.machine.pushed(time + spent);
    };
    // The calling thread shows all there is room for, some in each step; a worker only so many.
    const most = this.works ? Number.POSITIVE_INFINITY : CHUNK;
    const room = this.works ? choices.shown : Number.POSITIVE_INFINITY;
    for (let n = 0; n < most && queue.length > 0 && this.blocks > 0 && ring.length < room; n++)
      showOne(queue.shift() as Item);
    this.shownForks = this.shownForks.filter(({ begun }) => !begun);
    while (forks.length > 0 && this.blocks > 0 && this.shownForks.length < choices.shownForks) {
      const fork = forks.shift() as Item;
      showOne(fork);
      this.shownForks.push(fork);
    }
    return spent;
  }

  /** Looks for a job: the newest fork, its own queue, its ring, and then the rings of others. */
  private find(): { item: Item | null; spent: number } {
    const { choices } = this.machine;
    const own =
      this.forks.pop() ??
      (++this.ticks % choices.injectInterval === 0 ? this.ring.shift() : undefined) ??
      this.queue.shift() ??
      this.ring.shift();
    if (own !== undefined) return { item: own, spent: this.stopSearch() };
    if (!this.searches) {
      if (2 * this.machine.searching >= this.machine.workers.length) return { item: null, spent: 0 };
      this.search();
    }
    return this.steal();
  }

  private steal(): { item: Item | null; spent: number } {
    const { agenda, costs, random, threads, choices } = this.machine;
    const first = Math.floor(random() * threads.length);
    let spent = 0;
    for (let n = 0; n < threads.length; n++) {
      const victim = threads[(first + n) % threads.length] as ModelThread;
      if (victim === this) continue;
      spent += costs.look;
      const held = victim.ring.length;
      if (held === 0) continue;
      // Thieves who want one ring claim it one after the other.
      const begins = Math.max(agenda.now + spent, victim.robbedUntil);
      victim.robbedUntil = begins + costs.steal;
      spent = begins + costs.steal - agenda.now;
      const taken = victim.ring.splice(0, Math.min(held - (held >> 1), choices.ring >> 1));
      const item = taken.pop() as Item;
      this.ring.push(...taken);
      this.machine.thefts++;
      return { item, spent: spent + this.stopSearch() };
    }
    return { item: null, spent: 0 };
  }

  private search(): void {
    if (this.searches) return;
    this.searches = true;
    this.machine.searching++;
  }

  private stopSearch(): number {
    if (!this.searches) return 0;
    this.searches = false;
    this.machine.searching--;
    return this.machine.anyShown() ? this.machine.pushed(this.machine.agenda.now) : 0;
  }

  private run(item: Item, before: number): void {
    item.begun = true;
    const { costs } = this.machine;
    const isOwn = item.owner === this;
    if (isOwn && item.shown) this.blocks++;
    const spent = before + (isOwn ? costs.runOwn : costs.begin) + item.work.ns;
    if (item.work.makes > 0) this.making = item;
    else this.end(item, spent);
    // What ends elsewhere is told at its time, before this thread's next step.
    this.soon(spent + (isOwn || item.work.makes > 0 ? 0 : costs.finish));
  }

  private idle(): void {
    const { agenda, choices } = this.machine;
    if (this.waitsSince < 0) this.waitsSince = agenda.now;
    const mayspin = this.wait <= choices.spin && (this.searches || !this.works);
    if (mayspin && agenda.now - this.waitsSince < choices.spin) {
      this.spins = true;
      this.soon(choices.spin);
      return;
    }
    if (this.searches) {
      this.searches = false;
      this.machine.searching--;
    }
    if (this.done.length > 0 || (this.works && this.machine.anyShown())) {
      // It may not search, as half of them do: it looks once more, as after a park that the second look has ended.
      this.soon(Math.max(1, this.machine.costs.hear));
      return;
    }
    this.sleeps = true;
    this.machine.parks++;
  }

  private waited(): void {
    if (this.waitsSince < 0) return;
    const { agenda, choices } = this.machine;
    this.wait += (Math.min(agenda.now - this.waitsSince, 4 * choices.spin) - this.wait) / 8;
    this.waitsSince = -1;
  }
}
