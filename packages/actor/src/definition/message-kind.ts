/** One kind of message that an actor understands: its handler, and what the definition says of it. */

/** A handler, as the engine sees it. */
export type AnyHandler = (context: never, ...args: never[]) => unknown;

export interface MessageKind {
  readonly name: string;
  /** Its place in the tables of behaviours. */
  readonly index: number;
  readonly handler: AnyHandler;
  /** Higher ones are handled first; 0 unless told. */
  readonly priority: number;
  /** Whether the actor takes other messages while this handler waits. */
  readonly interleaves: boolean;
  /** Returns the arguments as the schema wants them, or throws; null without a schema. */
  readonly validate: ((args: unknown[]) => unknown[]) | null;
}
