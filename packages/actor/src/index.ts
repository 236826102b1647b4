/** The public names of @mailslot/actor. */

export type { Context } from "./context.js";
export { type DeadLetter, type DeadLetterReason, deadLetterCount, deadLetters } from "./dead-letters.js";
export {
  type ActorOptions,
  type Answer,
  type Behaviour,
  type Definition,
  defineActor,
  type Handler,
  type RefOf,
  type SpawnArguments,
  type StatefulOptions,
  type StatelessOptions,
  type StateOf,
} from "./definition.js";
export { type DepthWarning, onDeepMailbox } from "./depth-warning.js";
export { type ActorErrorCode, ActorUsageError, Refusal, RejectedError, UnknownOutcomeError } from "./errors.js";
export { describeReason, type ExitReason, isOrderly, isShutdown, type Shutdown } from "./exit-reason.js";
export { createGroup, type Group } from "./group.js";
export type { MailboxOptions, MailboxOverflow } from "./mailbox-options.js";
export type { AnyHandler } from "./message-kind.js";
export { defineRawActor, type HandlersOf, type RawActorOptions, type RawContext } from "./raw-actor.js";
export type { AnswerTo, ArgumentsOf, Received } from "./receive.js";
export type { AnyHandlers, AnyRef, AskFor, AskOptions, MessageArguments, Ref, ReplyOf, Tell } from "./ref.js";
export { createRegistry, type Registry, type RegistryOptions, register, unregister, whereIs } from "./registry.js";
export { type Broadcaster, broadcaster, type HandlersBehind, type Router, router, type Workers } from "./router.js";
export { consistentHash, leastLoaded, type Routing, randomly, roundRobin } from "./routing.js";
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
export type { SchemaIssue, SchemaResult, StandardSchema } from "./standard-schema.js";
export type { TimerOptions } from "./timers.js";
