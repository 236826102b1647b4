/** What happens next in the model: a heap of moments. Of two at one time, the one that was entered first comes first. */

interface Entry {
  readonly time: number;
  readonly order: number;
  readonly act: () => void;
}

export class Agenda {
  now: number;
  private readonly heap: Entry[];
  private entered: number;

  constructor() {
    this.now = 0;
    this.heap = [];
    this.entered = 0;
  }

  at(time: number, act: () => void): void {
    const { heap } = this;
    const entry = { time, order: this.entered++, act };
    let place = heap.push(entry) - 1;
    for (let above = (place - 1) >> 1; place > 0 && isBefore(entry, heap[above] as Entry); above = (place - 1) >> 1) {
      heap[place] = heap[above] as Entry;
      place = above;
    }
    heap[place] = entry;
  }

  /** Lets the next thing happen; false if there is nothing more. */
  next(): boolean {
    const { heap } = this;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined) return false;
    if (heap.length > 0) this.sink(last);
    this.now = first.time;
    first.act();
    return true;
  }

  private sink(entry: Entry): void {
    const { heap } = this;
    let place = 0;
    for (;;) {
      let below = 2 * place + 1;
      if (below + 1 < heap.length && isBefore(heap[below + 1] as Entry, heap[below] as Entry)) below++;
      if (below >= heap.length || !isBefore(heap[below] as Entry, entry)) break;
      heap[place] = heap[below] as Entry;
      place = below;
    }
    heap[place] = entry;
  }
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.time < b.time || (a.time === b.time && a.order < b.order);
}
