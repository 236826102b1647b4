/** Signals: what the system tells an actor, in a lane of its own, which nothing can drop. */
import type { ExitReason } from "./exit-reason.js";

/** Something that has happened to another. Packages above may send signals of other types. */
export interface Signal {
  /** What has happened, such as `"exit"` or `"down"`. */
  readonly type: string;
  /** To whom: a ref or a task. */
  readonly from: object;
  /** Why the other has ended, or wants this one to end. */
  readonly reason: ExitReason;
  /** True once its sender has taken it back: if it has not been handled by then, it never is. */
  readonly withdrawn?: boolean;
}
