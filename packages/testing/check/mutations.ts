/**
 * Faults that the engine has had, put back into today's source by replacing text. Each depends on the order in which tasks run, which
 * is why it was found late. What is replaced must be there exactly once, so a change to the source shows itself here.
 */

export interface Mutation {
  /** What was wrong. */
  readonly name: string;
  /** The file, below `packages`. */
  readonly file: string;
  readonly replace: readonly (readonly [text: string, by: string])[];
}

export const MUTATIONS: readonly Mutation[] = [
  {
    name: "a send that is complete throws when its task is cancelled while it gives way",
    file: "core/src/source/completed.ts",
    replace: [["return --turn.budget < 0 ? outOfBudget(task, this) :", "return --turn.budget < 0 ? task.giveWay() :"]],
  },
  {
    name: "a send within a limit is not undone, and throws though it is complete, when its task is cancelled while it gives way",
    file: "core/src/source/source.ts",
    replace: [["  if (actsWhenMade(source)) {\n", '  if (actsWhenMade(source) && !("relays" in source)) {\n']],
  },
  {
    name: "a send that waits for room gives way before it waits, and goes on alone when it is cancelled there",
    file: "core/src/source/source.ts",
    replace: [
      [
        "    if (value === notReady) return park(task, source);\n    task",
        "    if (value === notReady) return task.giveWay();\n    task",
      ],
    ],
  },
  {
    name: "a cancelled send delivers its message all the same",
    file: "core/src/source/pending.ts",
    replace: [
      ["    if (this.state === PENDING && this.waiting === null && this.leaveLine()) this.state = WITHDRAWN;\n", ""],
    ],
  },
  {
    name: "a message that was delivered is lost when its receiver is cancelled before its tick",
    file: "core/src/task/tick.ts",
    replace: [
      ["if ((flags & CANCEL) !== 0 && (flags & DELIVERED) === 0) return", "if ((flags & CANCEL) !== 0) return"],
    ],
  },
  {
    name: "a scope that is cancelled before its first tick ends before its tasks",
    file: "core/src/task/scope.ts",
    replace: [
      ["  owner.flags |= DELIVERED; // see `own`\n", ""],
      ["  yield* tasks.ended;\n  try {\n", "  try {\n"],
    ],
  },
  {
    name: "a task that is started in a scope after its cancellation is not cancelled",
    file: "core/src/task/scope.ts",
    replace: [["    if (this.cancelled !== null) task.cancel(this.cancelled.reason);\n", ""]],
  },
  {
    name: "the failure of a clean-up vanishes when its scope is cancelled",
    file: "core/src/task/scope.ts",
    replace: [["    tasks.rethrow();\n  }\n  return", "  }\n  tasks.rethrow();\n  return"]],
  },
  {
    name: "an iteration that is left while it waits takes one more message",
    file: "core/src/source/closed.ts",
    replace: [
      ["    for (const next of this.waiting) {\n      this.source.unsubscribe(next);\n      next.end();\n    }\n", ""],
    ],
  },
  {
    name: "those behind a waiter that leaves a semaphore are not served",
    file: "core/src/sync/semaphore.ts",
    replace: [["    // The next one may want fewer than the one that has left.\n    this.semaphore.serve();\n", ""]],
  },
  {
    name: "a send within a limit that passed before it was waited for delivers its message",
    file: "core/src/time/limit.ts",
    replace: [["    giveUp(this.source, new Nobody(), this.limit.scheduler);", "    void Nobody;"]],
  },
  {
    name: "of a select that waits, a send that has lost delivers its message",
    file: "select/src/selection.ts",
    replace: [
      [
        "for (const waiter of this.entered) if (waiter !== this.winner) leave(waiter.source, waiter);\n  }\n}",
        'for (const waiter of this.entered)\n      if (waiter !== this.winner && !Reflect.get(waiter.source, "actsWhenMade")) leave(waiter.source, waiter);\n  }\n}',
      ],
    ],
  },
  {
    name: "a task that is cancelled in its own tick waits on",
    file: "core/src/task/tick.ts",
    replace: [["  else if ((task.flags & CANCEL) !== 0) task.withdraw();\n}\n\n/** The ticks", "}\n\n/** The ticks"]],
  },
  {
    name: "a send within a limit that has lost in a select before it was waited for delivers its message",
    file: "core/src/source/relay.ts",
    replace: [["    else if (this.actsWhenMade) this.source.unsubscribe(new Relay(this, waiter));\n", ""]],
  },
];
