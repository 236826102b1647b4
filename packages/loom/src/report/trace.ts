/** The steps of one schedule, in words: what a table or a picture of a failure shows. */

import type { Machine } from "../machine/machine.js";
import type { Operation } from "../machine/operation.js";
import * as kinds from "../machine/operation.js";
import type { VirtualThread } from "../machine/thread.js";
import type { Node } from "../program/history.js";
import type { Program } from "../program/program.js";
import type { Step } from "./failure.js";

interface Seen {
  readonly thread: VirtualThread;
  readonly operation: Operation;
  readonly node: Node;
  readonly result: unknown;
  readonly asleep: boolean;
}

/** Records the operations of a machine from now on; `steps` puts them into words when all are there. */
export class Trace {
  private readonly program: Program;
  private readonly seen: Seen[] = [];
  private readonly names: WordNames;

  constructor(machine: Machine) {
    this.program = machine.program;
    this.names = new WordNames(machine.program);
    machine.observer = (thread, operation, node, result, asleep) => {
      this.seen.push({ thread, operation, node, result, asleep });
    };
  }

  /** Adds the operation at which a thread failed, which never completed. */
  failedAt(thread: VirtualThread): void {
    const node = thread.node!;
    const operation = node.operation;
    if (operation !== null) this.seen.push({ thread, operation, node, result: undefined, asleep: false });
  }

  steps(): Step[] {
    const sites = this.sites();
    const asleep = new Set<Node>();
    const steps: Step[] = [];
    for (const seen of this.seen) {
      const text = describe(seen, asleep.has(seen.node), this.names);
      if (seen.asleep) asleep.add(seen.node);
      if (text !== null) {
        steps.push({ thread: seen.thread.label, text, site: sites.get(seen.thread)?.[seen.node.depth] });
      }
    }
    return steps;
  }

  /** Runs each thread once more, with the history it had, to learn where in the source its operations are. */
  private sites(): Map<VirtualThread, readonly (string | undefined)[]> {
    const last = new Map<VirtualThread, Node>();
    for (const { thread, node } of this.seen) last.set(thread, node);
    return new Map([...last].map(([thread, node]) => [thread, this.program.sites(node)]));
  }
}

/** Names words by their labels, or by buffer and index. */
class WordNames {
  private readonly program: Program;

  constructor(program: Program) {
    this.program = program;
  }

  of(operation: Operation): string {
    const array = operation.array!;
    const byte = array.byteOffset + operation.index * array.BYTES_PER_ELEMENT;
    for (const { memory, from, to, size, name } of this.program.labels()) {
      if (memory.bytes !== array.buffer || byte < from || byte >= to) continue;
      return to - from === size ? name : `${name}[${Math.floor((byte - from) / size)}]`;
    }
    const memory = [...this.program.allMemories()].find(({ bytes }) => bytes === array.buffer);
    return `${array.constructor.name}#${memory?.id ?? "?"}[${operation.index}]`;
  }
}

function describe(seen: Seen, wasAsleep: boolean, names: WordNames): string | null {
  const { operation, result } = seen;
  const name = kinds.NAMES[operation.kind]!;
  switch (operation.kind) {
    case kinds.NOTE:
      return `“${operation.text}”`;
    case kinds.SPAWN:
      return `spawn ${(result as { name: string } | undefined)?.name ?? operation.text}`;
    case kinds.JOIN:
      return seen.asleep ? `join ${operation.text} …` : `join ${operation.text}`;
    case kinds.CHOOSE:
      return seen.asleep ? null : `choose(${operation.a}) → ${result}`;
    case kinds.TURN:
      return seen.asleep
        ? "event loop …"
        : `event loop → waitAsync ${(result as number) >> 1} ${(result as number) & 1 ? "timed out" : "ok"}`;
    case kinds.INVARIANT:
      return `invariant ${operation.text}`;
    case kinds.PAUSE:
      return seen.asleep ? "pause …" : wasAsleep ? "… goes on" : "pause";
    default:
      return `${name} ${shared(seen, names.of(operation), wasAsleep)}`;
  }
}

function shared({ operation, result, asleep }: Seen, word: string, wasAsleep: boolean): string {
  const { kind, a, b } = operation;
  switch (kind) {
    case kinds.LOAD:
    case kinds.READ:
      return `${word} → ${result}`;
    case kinds.STORE:
    case kinds.WRITE:
      return `${word} = ${a}`;
    case kinds.COMPARE_EXCHANGE:
      return `${word} ${a} → ${b}: ${result === a ? "done" : `is ${result}`}`;
    case kinds.WAIT:
    case kinds.WAIT_ASYNC:
      return asleep ? `${word} while ${a} …` : wasAsleep ? `${word} → ${result}` : `${word} while ${a} → ${result}`;
    case kinds.NOTIFY:
      return `${word} → ${result}`;
    default:
      return `${word} by ${a}: was ${result}`;
  }
}
