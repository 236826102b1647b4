/** The public names of @mailslot/actor. */

export type { Context, OwnHandlers, OwnMessage } from "./actor/context.js";
export { drain } from "./actor/drain.js";
export {
  type ActorOptions,
  type Answer,
  type Behaviour,
  type Definition,
  defineActor,
  type GenericHandler,
  type Handler,
  type Handlers,
  type RefOf,
  type SpawnArguments,
  type StatefulOptions,
  type StatelessOptions,
  type StateOf,
} from "./definition/definition.js";
export type { MailboxOptions, MailboxOverflow } from "./definition/mailbox-options.js";
export type { AnyHandler } from "./definition/message-kind.js";
export { defineRawActor, type RawActorOptions, type RawContext, type RawTimerOptions } from "./definition/raw-actor.js";
export type { SchemaIssue, SchemaResult, StandardSchema } from "./definition/standard-schema.js";
export {
  type AnswerTaker,
  type DeliveredAsk,
  type Delivery,
  deliver,
  type Waits,
  waitsOf,
} from "./distant/deliver.js";
export type { Distant, DistantAsk, DistantMessage, DistantWait } from "./distant/distant.js";
export { definitionOf, exited, isDefinition, isDistant, refer } from "./distant/refer.js";
export { type ActorErrorCode, ActorUsageError, Refusal, RejectedError, UnknownOutcomeError } from "./errors.js";
export { describeReason, type ExitReason, isOrderly, isShutdown, type Shutdown } from "./exit-reason.js";
export { createGroup, type Group } from "./group/group.js";
export { type MemberChange, type Membership, membershipOf } from "./group/membership.js";
export {
  createRegistry,
  type Registry,
  type RegistryOptions,
  register,
  unregister,
  whereIs,
} from "./group/registry.js";
export {
  type Broadcaster,
  broadcaster,
  type HandlersBehind,
  type Router,
  router,
  type Workers,
} from "./group/router.js";
export { consistentHash, leastLoaded, type Routing, randomly, roundRobin } from "./group/strategies.js";
export { type Keyed, type KeyedOptions, keyed } from "./keyed/keyed.js";
export type { ServeOptions } from "./keyed/serving.js";
export type { LastingOptions } from "./lasting/lasting-actor.js";
export { named, spawnNamed } from "./lasting/named.js";
export {
  type DeadLetter,
  type DeadLetterReason,
  deadLetterCount,
  deadLetters,
  sendDeadLetter,
} from "./mailbox/dead-letters.js";
export { type DepthWarning, onDeepMailbox } from "./mailbox/depth-warning.js";
export type { Received } from "./mailbox/receive.js";
export {
  type ContextOfGeneric,
  type GenericCall,
  type GenericMark,
  type GenericMessage,
  generic,
  type MarkOf,
} from "./ref/generic-message.js";
export type {
  AnswerTo,
  AnyHandlers,
  AnyRef,
  ArgumentsOf,
  AskFor,
  AskMethod,
  AskOptions,
  HandlersOf,
  MessageArguments,
  NamedHandlers,
  Ref,
  RefTo,
  ReplyOf,
  Tell,
  TellMethod,
} from "./ref/ref.js";
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
  startOf,
  stop,
  takesSignals,
  taskOf,
  terminate,
} from "./spawn.js";
export { type ActorStanding, type ActorStatus, type HandlerStatus, statusOf } from "./status/status-of.js";
export { idleFor } from "./timers/idle-timer.js";
export type { TimerClock, TimerOptions } from "./timers/timer.js";
export { type MessageTaking, type Topic, topic } from "./topic/topic.js";
export type { TopicReceiver, TopicReceiverOptions } from "./topic/topic-receiver.js";
export { startActorTrace } from "./watch/actor-trace.js";
export { type Crash, watchCrashes } from "./watch/crashes.js";
export {
  type AskEnd,
  type HandlerEnd,
  type MessageWatcher,
  type WatchedMessage,
  watchMessages,
} from "./watch/message-watcher.js";
