/** One kind of message that an actor understands: its handler, and what the definition says of it. */

/** A handler, as the engine sees it. */
export type AnyHandler = (context: never, ...args: never[]) => unknown;

export interface MessageKind {
  readonly name: string;
  /** Its index in the tables of behaviours; below 0 for what is not a message. */
  readonly index: number;
  readonly handler: AnyHandler;
  /** Higher ones are handled first. Default: 0. */
  readonly priority: number;
  /** Whether the actor takes other messages while this handler waits. */
  readonly interleaves: boolean;
  /** Returns the arguments as the schema wants them, or throws; null without a schema. */
  readonly validate: ((args: unknown[]) => unknown[]) | null;
}

/** Stands for a hook where a message stands for its handler. */
export const HOOK: MessageKind = {
  name: "hook",
  index: -1,
  handler: () => {},
  priority: 0,
  interleaves: false,
  validate: null,
};
