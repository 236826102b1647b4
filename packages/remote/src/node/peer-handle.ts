/** What a program sees of the connection with another node. */
import type { Definition, Ref } from "@mailslot/actor";
import type { Source } from "@mailslot/core";

/** A connection with another node. */
export interface Peer {
  /** The id of the other node; null until it has said hello. */
  readonly node: string | null;
  /** Whether the other node can be reached. */
  readonly alive: boolean;
  /**
   * Spawns an actor there, and gives its ref. Fails with what the state function there throws, with
   * `ERR_MAILSLOT_UNKNOWN_DEFINITION` when the other node does not know the definition, and with `ERR_MAILSLOT_NO_CONNECTION`.
   */
  spawn<A extends readonly unknown[], R>(definition: Definition<A, R>, ...args: A): Source<Ref<R>>;
  /** Ends the connection, when what was sent before has arrived. */
  close(): void;
}
