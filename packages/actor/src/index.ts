/** The public names of @mailslot/actor. */

export type { Context } from "./context.js";
export { type DeadLetter, type DeadLetterReason, deadLetterCount, deadLetters } from "./dead-letters.js";
export {
  type ActorOptions,
  type Definition,
  defineActor,
  type Handler,
  type RefOf,
  type SpawnArguments,
  type StatefulOptions,
  type StatelessOptions,
  type StateOf,
} from "./definition.js";
export { type ActorErrorCode, ActorUsageError, Refusal, RejectedError, UnknownOutcomeError } from "./errors.js";
export { describeReason, type ExitReason, isOrderly, isShutdown, type Shutdown } from "./exit-reason.js";
export type { AnyHandler } from "./message-kind.js";
export type { AnyHandlers, AnyRef, AskFor, AskOptions, MessageArguments, Ref, ReplyOf, Tell } from "./ref.js";
export type { Signal } from "./signal.js";
export {
  currentActor,
  exitOf,
  isRef,
  kill,
  type SpawnOptions,
  signal,
  spawn,
  spawnWith,
  stop,
  takesSignals,
  taskOf,
  terminate,
} from "./spawn.js";
