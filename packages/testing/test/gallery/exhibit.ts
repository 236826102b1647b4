/** An exhibit of the gallery: a mistake from the field as a small program, and the same program without it. */
import type { Steps } from "@mailslot/core";

export interface Exhibit {
  /** What the mistake is called. */
  readonly name: string;
  /** Why it is one, and why plain runs do not show it. */
  readonly story: string;
  /** Runs the program, with the mistake unless `safe`; throws when the result is wrong. */
  run(safe: boolean): Steps<void>;
}

/** Fails with what has gone wrong. */
export function expectThat(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}
