// The least that tasks over generators can cost: a list of them, resumed one after the other. No engine around it: no names, errors,
// cancellation or budget, and nothing that a dump could show.

const WAITING = { done: false, value: "wait" };
const READY = { done: true, value: undefined };

let head = null;
let tail = null;
let running = null;

class Task {
  constructor(steps) {
    this.steps = steps;
    this.after = null;
    this.hasYielded = false;
    this.result = undefined;
  }
}

function push(task) {
  if (tail === null) head = task;
  else tail.after = task;
  tail = task;
}

export function go(steps) {
  const task = new Task(steps);
  push(task);
  return task;
}

/** An operation that is its own iterator, as those of Mailslot are. */
const once = {
  [Symbol.iterator]() {
    return this;
  },
  next() {
    const task = running;
    task.hasYielded = !task.hasYielded;
    if (!task.hasYielded) return READY;
    push(task);
    return WAITING;
  },
};

export const yieldNow = () => once;

// The one method behind all generators, called directly: each generator function gives them a prototype of their own.
const resume = Object.getPrototypeOf(Object.getPrototypeOf((function* () {})())).next;

export function runAll() {
  for (let task = head; task !== null; task = head) {
    head = task.after;
    if (head === null) tail = null;
    task.after = null;
    running = task;
    const { done, value } = resume.call(task.steps, undefined);
    if (done) task.result = value;
  }
}
