/** A chooser of a program's own, of which nothing is taken on trust: what it throws, and what it chooses that cannot be chosen, is its failure. */
import { badArgument } from "@mailslot/core/engine";
import { type Choice, type Chooser, PAUSE } from "./decisions.js";

export class CheckedChooser implements Chooser {
  private readonly name: string;
  private readonly chooser: Chooser;
  /** What the strategy has done wrong; the run goes on without it. */
  problem: { readonly error: unknown } | null;

  constructor(name: string, chooser: Chooser) {
    this.name = name;
    this.chooser = chooser;
    this.problem = null;
  }

  choose(choice: Choice): number {
    if (this.problem !== null) return 0;
    try {
      const index = this.chooser.choose(choice); // user code may run here
      const { length } = choice.runnable;
      if (Number.isInteger(index) && index >= PAUSE && index < length) return index;
      throw badArgument(`what the strategy ${this.name} has chosen`, index, `an index below ${length}, or -1`);
    } catch (error) {
      this.problem = { error };
      return 0;
    }
  }
}
