/** How a select chooses, and what one that never waits completes with. */
import type { Random } from "./random.js";

/** How to select. */
export interface SelectOptions {
  /** Whether to ask the cases in the order in which they are written. Default: false, fairly at random. */
  readonly biased?: boolean;
  /** Where the choices come from, see {@link seededRandom}. Default: one source for the process, seeded at its start. */
  readonly random?: Random;
  /** Whether to complete with the case `otherwise` when no case is ready. Default: false, the select waits. */
  readonly otherwise?: boolean;
}

/** How to select from the cases `C`: not with `otherwise` when one of them has that name. */
export type OptionsFor<C> = string extends keyof C
  ? SelectOptions
  : "otherwise" extends keyof C
    ? Omit<SelectOptions, "otherwise"> & {
        readonly otherwise?: false | "A case has the name otherwise: give it another, or leave out this option";
      }
    : SelectOptions;

/** What a select with `otherwise` completes with when no case is ready. */
export interface Otherwise {
  /** Says that no case was ready. */
  readonly case: "otherwise";
  /** There is no value. */
  readonly value: undefined;
}
