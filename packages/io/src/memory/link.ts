/** Connections of a network in memory, as tests see and disturb them. */
import type { Connection } from "../net/connection.js";

/** One connection, seen from outside, for tests to interfere with. */
export interface Link {
  /** The end that connected. */
  readonly client: Connection;
  /** The end that was accepted. */
  readonly server: Connection;
  /** Lets nothing pass any more, in one direction or both; neither end notices. What is sent waits. */
  cut(direction?: "to-client" | "to-server"): void;
  /** Lets everything pass again, what has waited first; takes back `delay`, `slow` and `resetAfter`. */
  heal(): void;
  /** Has what is sent from now on take so many ms more each way. */
  delay(ms: number): void;
  /** Lets so many bytes pass in a second, each way, of what is sent from now on. */
  slow(bytesPerSecond: number): void;
  /** Drops the connection, as `reset` does, when so many bytes more have arrived: in one direction, or in both taken together. */
  resetAfter(bytes: number, direction?: "to-client" | "to-server"): void;
  /** Drops the connection on the way: both ends see it reset. */
  reset(): void;
  /** Takes one end away without a word, as a power cut does: its own waits fail, and the other is left half-open. */
  lose(end: "client" | "server"): void;
}
