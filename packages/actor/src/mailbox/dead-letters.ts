/** Dead letters: messages that no handler took, and replies that are no longer waited for. */
import type { BroadcastReceiver } from "@mailslot/core";
import { Feed } from "../feed.js";
import type { AnyRef } from "../ref/ref.js";
import { argumentsOf, type Message } from "./message.js";

/** Why a message became a dead letter. */
export type DeadLetterReason =
  | "no actor"
  | "draining"
  | "exited"
  | "dropped"
  | "rejected"
  | "expired"
  | "late reply"
  | "no connection";

/** A message that no handler took, or a reply that came too late. */
export interface DeadLetter {
  /** The name of the task or actor that sent it; null outside every task. */
  readonly from: string | null;
  /** The actor that it was sent to, or that gave the late reply. */
  readonly to: AnyRef;
  /** The name of the message. */
  readonly message: string;
  /** Its arguments; of a late reply, the reply alone. */
  readonly args: readonly unknown[];
  /** Why no handler took it. */
  readonly reason: DeadLetterReason;
}

const letters: Feed<DeadLetter> = /* @__PURE__ */ new Feed<DeadLetter>();
let count = 0;

/**
 * Subscribes to the dead letters of this thread from now on. A receiver that falls behind by 1,024 letters misses the
 * oldest.
 *
 * @example
 * ```ts
 * import { deadLetters, defineActor, spawn, stop } from "@mailslot/actor";
 *
 * const letters = deadLetters();
 * const account = spawn(defineActor("account", { receive: { deposit: (_ctx, _amount: number) => {} } }));
 * stop(account);
 * account.tell.deposit(5);
 * const { message, reason } = await letters.recv();
 * console.log(message, reason); // deposit exited
 * ```
 */
export function deadLetters(): BroadcastReceiver<DeadLetter> {
  return letters.subscribe();
}

/**
 * Returns how many dead letters this thread has had.
 *
 * @example
 * ```ts
 * import { deadLetterCount } from "@mailslot/actor";
 *
 * console.log(deadLetterCount()); // 0
 * ```
 */
export function deadLetterCount(): number {
  return count;
}

/**
 * Tells of a message as a dead letter that was lost outside the actors of this thread, such as on the way to another.
 *
 * @example
 * ```ts
 * import { deadLetters, defineActor, sendDeadLetter, spawn } from "@mailslot/actor";
 *
 * const letters = deadLetters();
 * const to = spawn(defineActor("account", { receive: {} }));
 * sendDeadLetter({ from: null, to, message: "deposit", args: [5], reason: "no connection" });
 * console.log((await letters.recv()).message); // deposit
 * ```
 */
export function sendDeadLetter(letter: DeadLetter): void {
  count++;
  letters.send(letter);
}

export function deadLetter(message: Message, to: AnyRef, reason: DeadLetterReason, reply?: unknown): void {
  count++;
  if (!letters.isHeard) return;
  const args = reason === "late reply" ? [reply] : argumentsOf(message);
  letters.send({ from: message.from?.name ?? null, to, message: message.kind.name, args, reason });
}
