/**
 * Channels as their users see them: the two ends, and the whole. What few programs need is a function instead of a method: see
 * docs/decisions/0022-functions-beside-methods.md.
 */
import type { NotReady, Operation } from "../source/operation.js";
import type { Source } from "../source/source.js";

/** The end of a channel that messages go into. */
export interface Sender<T> {
  /**
   * Sends `value`. It acts when called: with a waiting receiver or room, the message is gone when this returns, and
   * there is nothing to wait for. Without room, the returned operation completes when the message has found room (in a
   * rendezvous, a receiver); cancelling that wait withdraws the message.
   *
   * Throws {@link ClosedError}, with the message as `unsent`, when closed; a send that waits when the channel is
   * closed fails in the same way.
   */
  send(value: T): Operation<void>;
}

/** The end of a channel that messages come out of. Asynchronously iterable: iteration ends when closed and empty. */
export interface Receiver<T> extends AsyncIterable<T> {
  /**
   * Receives a message, or waits for one. It acts only when waited on, so the same operation may be waited on again
   * and again. A cancelled wait takes nothing. Fails with {@link ClosedError} when closed and empty.
   */
  recv(): Source<T>;
}

/** Carries messages from any number of senders to any number of receivers, first come, first served. */
export interface Channel<T> extends Sender<T>, Receiver<T> {
  /** What dumps and errors call it. */
  readonly name: string;
  /** How many messages it holds at most: 0 for a rendezvous, Infinity for an unbounded channel. */
  readonly capacity: number;
  /** How many messages it holds now. */
  readonly length: number;
  /** Whether `close` has been called. What is buffered can still be received. */
  readonly closed: boolean;
  /** How many messages its overflow mode has dropped. */
  readonly dropped: number;

  /** Sends `value` if that needs no wait, and tells whether it did. Throws {@link ClosedError} when closed. */
  trySend(value: T): boolean;

  /** Takes a message if there is one, else returns `notReady`. Throws {@link ClosedError} when closed and empty. */
  tryRecv(): T | NotReady;

  /**
   * Closes the channel, once. What is buffered can still be received; then receivers fail with {@link ClosedError},
   * and iteration ends. Sends that wait fail, with their message as `unsent`. Permits may still be used.
   */
  close(): void;
}
