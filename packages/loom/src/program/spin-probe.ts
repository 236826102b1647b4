/**
 * Finds out whether a `pause` belongs to an endless spin loop: the thread is run on, past the pause, and given again
 * the results that it got in the round before. If it does the same a thousand rounds long, only a change of the
 * words it reads can make a difference, and the model lets it wait for such a change.
 */

import {
  changesNothing,
  type ElementView,
  LOAD,
  NOTE,
  type Operation,
  PAUSE,
  READ,
  type Scalar,
} from "../machine/operation.js";
import type { Seen } from "../machine/thread.js";
import type { Node } from "./history.js";

const ROUNDS = 1_000;

export class Probe {
  result: unknown = undefined;
  private readonly pause: Node;
  private round: Node[] = [];
  private count = -1;
  private endless = false;

  constructor(pause: Node) {
    this.pause = pause;
  }

  /** Answers an operation after the pause from the round before it; false when the thread does something else. */
  answers(kind: number, view: ElementView | null, index: number, a: Scalar, b: Scalar, text: string): boolean {
    this.count++;
    if (this.count === 0) {
      this.result = undefined;
      return true;
    }
    const same = (node: Node): boolean => node.operation!.same(kind, view?.array ?? null, index, a, b, text);
    if (this.count === 1) this.round = this.roundFrom(same);
    if (this.round.length === 0 || this.endless) return false;
    const at = (this.count - 1) % this.round.length;
    if (!same(this.round[at]!)) return false;
    this.endless = this.count === ROUNDS * this.round.length;
    this.result = this.round[at + 1]?.result;
    return !this.endless;
  }

  diverged(): void {
    this.endless = false;
  }

  /** Lists what the loop watches, or returns null if it is not an endless loop. */
  verdict(): readonly Seen[] | null {
    if (!this.endless) return null;
    return this.round.flatMap((node, at) => seenBy(node.operation!, this.round[at + 1]?.result));
  }

  private roundFrom(same: (node: Node) => boolean): Node[] {
    const round: Node[] = [this.pause];
    for (let node = this.pause.parent; node !== null; node = node.parent) {
      if (!isPure(node.operation!, round[0]!.result)) return [];
      round.unshift(node);
      if (same(node)) return round;
    }
    return [];
  }
}

function isPure(operation: Operation, result: unknown): boolean {
  const { kind, cells } = operation;
  if (kind === NOTE || kind === LOAD || kind === PAUSE) return true;
  if (kind === READ) return !cells[0]!.racy;
  return changesNothing(operation, result as Scalar);
}

function seenBy(operation: Operation, value: unknown): Seen[] {
  const { array, index, cells } = operation;
  return array === null ? [] : [{ array, index, cells, value: value as Scalar }];
}
