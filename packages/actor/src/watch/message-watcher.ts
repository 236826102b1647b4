/**
 * Watching messages: what a watcher is told of each, from where it is sent to its end. See
 * docs/decisions/0315-watching-messages.md.
 */
import type { DeadLetterReason } from "../mailbox/dead-letters.js";
import type { AnyRef } from "../ref/ref.js";
import { addWatch, removeWatch, Watch } from "./watch.js";
import { putLayer, takeLayer } from "./watched-actor.js";

/** A message that is told or asked, as it is sent. */
export interface WatchedMessage {
  /** Whom it is sent to: an actor, or a ref that outlasts restarts. */
  readonly to: AnyRef;
  /** The name of the message. */
  readonly message: string;
  /** Whether it is asked: a reply is waited for. */
  readonly asked: boolean;
  /** Whether it was sent on another thread or node, and is taken in here, in the context that has come with it. */
  readonly arrived: boolean;
  /** Whether a timer of the actor itself sends it. */
  readonly byTimer: boolean;
}

/** How a handler has ended. */
export interface HandlerEnd {
  /**
   * `completed`; `failed`, since it has thrown, and its actor ends with that; `refused`, since it has thrown a `Refusal`; `cut`, since its
   * actor has ended first, or the ask that a raw actor has received; or `stashed`: it has put its message aside, and begins again when that is unstashed.
   */
  readonly status: "completed" | "failed" | "refused" | "cut" | "stashed";
  /** What it has thrown, or, if it was cut, why its actor or its ask has ended; else undefined. */
  readonly error?: unknown;
}

/** How an ask has ended for its asker. */
export interface AskEnd {
  /** `replied`; or `failed`: it was rejected, or its outcome is unknown. */
  readonly status: "replied" | "failed";
  /** The error that the asker got; undefined if it was replied to. */
  readonly error?: unknown;
}

/**
 * Is told of messages; `T` is what it keeps of each. A method must not wait. An error that it throws goes to the `onUnhandled` of the
 * actor's scheduler, and changes nothing else.
 */
export interface MessageWatcher<T> {
  /**
   * Called where a message is told or asked, in the context of its sender; for what a timer sends, in that of its actor; and where
   * one from another thread or node is taken in. Returns what is handed to the other methods; undefined if this message is
   * not to be watched.
   */
  sent(message: WatchedMessage): T | undefined;
  /** Called when a handler of `actor` begins with the message, before `within`; when a raw actor has received it. Default: nothing. */
  began?(kept: T, actor: AnyRef): void;
  /**
   * Calls `step` once, in whatever context the handler is to have: for its begin, and each time that it goes on after a
   * wait, if the scheduler has a carrier of contexts. And before `began`, around that carrier as it looks what goes with
   * a message to another thread or node. A raw actor's body is a generator then, and is between two messages in its own
   * context. Default: calls it.
   */
  within?(kept: T, step: () => void): void;
  /**
   * Called once for each `began`, when the handler has ended. For a raw actor that is when it wants the next message, or ends; with
   * an ask, when that has its end. Default: nothing.
   */
  ended?(kept: T, end: HandlerEnd): void;
  /** Called when the message has become a dead letter. Default: nothing. */
  lost?(kept: T, reason: DeadLetterReason): void;
  /** Called once, when an ask has ended for its asker. Default: nothing. */
  answered?(kept: T, end: AskEnd): void;
}

/**
 * Watches every message that is told to or asked of an actor of this thread from now on, until what it returns is disposed of.
 * What timers send is watched, too, as `byTimer` says; signals and hooks are not. Throws `ERR_MAILSLOT_ARGUMENT` for what is not a watcher.
 *
 * @example
 * ```ts
 * import { defineActor, spawn, watchMessages } from "@mailslot/actor";
 *
 * const seen: string[] = [];
 * const watching = watchMessages({
 *   sent: ({ message }) => message,
 *   began: (message) => seen.push(`${message} begins`),
 *   ended: (message, { status }) => seen.push(`${message} has ${status}`),
 * });
 * const worker = spawn(defineActor("worker", { receive: { square: (_ctx, n: number) => n * n } }));
 * await worker.ask.square(3);
 * console.log(seen.join(", ")); // square begins, square has completed
 * watching[Symbol.dispose]();
 * ```
 */
export function watchMessages<T>(watcher: MessageWatcher<T>): Disposable {
  const watch = new Watch(watcher as MessageWatcher<unknown>);
  if (addWatch(watch) === 1) putLayer();
  return {
    [Symbol.dispose]: () => {
      if (removeWatch(watch) === 0) takeLayer();
    },
  };
}
