/**
 * A definition, compiled: a table of its messages and the classes behind `tell` and `ask` of its refs. See
 * docs/decisions/0303-behaviours.md.
 */
import { show } from "@mailslot/core/engine";
import type { AskTerms } from "../ask/options.js";
import { ActorUsageError } from "../errors.js";
import { type Addressee, type AskMethods, askMethods, type TellMethods, tellMethods } from "../ref/tell-ask.js";
import type { Signal } from "../signal.js";
import { checkDefinition, type MakeSelective, type RawOptions } from "./check-definition.js";
import type { Definition } from "./definition.js";
import type { MailboxOptions } from "./mailbox-options.js";
import type { AnyHandler, MessageKind } from "./message-kind.js";
import { validation } from "./validation.js";

const ASK_TIMEOUT = 5_000; // as OTP's gen_server:call
const STASH = 1_000; // more than a start-up gathers, and less than is a leak

export class CompiledDefinition implements Definition {
  readonly name: string;
  readonly messages: readonly string[];
  readonly makeState: ((...args: unknown[]) => unknown) | null;
  readonly started: AnyHandler | null;
  readonly stopped: AnyHandler | null;
  /** What a signal is handled as; null when the actor has no use for them. */
  readonly signal: MessageKind | null;
  readonly askTimeout: number;
  /** Null for the plain mailbox. */
  readonly mailbox: MailboxOptions | null;
  /** The priorities that its messages have, the highest first. */
  readonly priorities: readonly number[];
  readonly stashCapacity: number;
  readonly initially: string | null;
  /** Makes the mailbox of a raw actor; null for others. */
  readonly selective: MakeSelective | null;
  /** Whether some of its handlers run beside others. */
  readonly interleaves: boolean;
  /** Whether its actors have anything to do at birth. */
  readonly isSpecial: boolean;
  /** The `entered` hooks, by behaviour. */
  readonly entered: ReadonlyMap<string, MessageKind>;
  private readonly kinds: Map<string, MessageKind>;
  private readonly behaviours: ReadonlyMap<string, readonly (AnyHandler | null)[]>;
  private readonly TellMethods: new (
    actor: Addressee,
  ) => TellMethods;
  private readonly AskMethods: new (
    actor: Addressee,
    timeout: number,
    terms: AskTerms | null,
  ) => AskMethods;
  /** The object behind the `ask` that was used last: often the next use is of the same actor. */
  private askActor: Addressee | null;
  private askOfActor: AskMethods | null;

  constructor(name: string, options: RawOptions) {
    checkDefinition(name, options);
    const { state, receive, started, stopped, signal, askTimeout = ASK_TIMEOUT, stash = STASH } = options;
    this.name = name;
    this.messages = Object.keys(receive);
    this.makeState = state ?? null;
    this.started = started ?? null;
    this.stopped = stopped ?? null;
    this.signal = signal === undefined ? null : messageKind("signal", -1, unlessWithdrawn(signal), {});
    this.askTimeout = askTimeout;
    this.priorities = prioritiesOf(options.priority ?? {});
    this.mailbox = options.mailbox ?? (this.priorities.length > 1 ? {} : null);
    this.stashCapacity = stash;
    this.initially = options.initially ?? null;
    this.selective = options.selective ?? null;
    this.interleaves = (options.interleave ?? []).length > 0;
    this.isSpecial = this.started !== null || this.mailbox !== null || this.initially !== null || this.interleaves;
    const kinds = this.messages.map((message, index) =>
      messageKind(message, index, receive[message] as AnyHandler, options, name),
    );
    this.kinds = new Map(kinds.map((kind) => [kind.name, kind]));
    this.entered = new Map(
      Object.entries(options.entered ?? {}).map(([behaviour, hook]) => [
        behaviour,
        messageKind(`entered ${behaviour}`, -1, hook, {}),
      ]),
    );
    this.behaviours = behavioursOf(options.behaviours ?? {}, this.messages);
    const other = (message: string): MessageKind => this.messageNamed(message);
    this.TellMethods = tellMethods(kinds, other);
    this.AskMethods = askMethods(kinds, other);
    this.askActor = null;
    this.askOfActor = null;
  }

  get isRaw(): boolean {
    return this.selective !== null;
  }

  tellOf(actor: Addressee): TellMethods {
    return new this.TellMethods(actor);
  }

  askOf(actor: Addressee): AskMethods {
    if (this.askActor === actor) return this.askOfActor as AskMethods;
    this.askActor = actor;
    this.askOfActor = new this.AskMethods(actor, this.askTimeout, null);
    return this.askOfActor;
  }

  askWith(actor: Addressee, timeout: number, terms: AskTerms): AskMethods {
    return new this.AskMethods(actor, timeout, terms);
  }

  /** Lets go of an actor that has exited. */
  forget(actor: Addressee): void {
    if (this.askActor === actor) this.askActor = this.askOfActor = null;
  }

  messageNamed(name: string): MessageKind {
    const known = this.kinds.get(name);
    if (known !== undefined) return known;
    if (!this.isRaw) {
      const text = `actor ${this.name} has no message ${typeof name === "string" ? name : show(name)}: it has ${this.messages.join(", ") || "none"}`;
      throw new ActorUsageError("ERR_MAILSLOT_UNKNOWN_MESSAGE", text);
    }
    const kind = messageKind(name, this.kinds.size, () => {}, {});
    this.kinds.set(name, kind);
    return kind;
  }

  /** Returns the handlers of a behaviour by the index of their messages. */
  behaviour(name: string): readonly (AnyHandler | null)[] {
    const handlers = this.behaviours.get(name);
    if (handlers !== undefined) return handlers;
    const known = [...this.behaviours.keys()].join(", ") || "none";
    throw new ActorUsageError(
      "ERR_MAILSLOT_DEFINITION",
      `actor ${this.name} has no behaviour ${name} to become: it has ${known}`,
    );
  }
}

function messageKind(
  name: string,
  index: number,
  handler: AnyHandler,
  { priority, interleave, messages }: Partial<RawOptions>,
  actor = "",
): MessageKind {
  const schemas = messages?.[name];
  return {
    name,
    index,
    handler,
    priority: priority?.[name] ?? 0,
    interleaves: interleave?.includes(name) ?? false,
    validate: schemas === undefined ? null : validation(`${name} of actor ${actor}`, schemas),
  };
}

function prioritiesOf(given: Readonly<Record<string, number>>): number[] {
  return [...new Set([0, ...Object.values(given)])].sort((a, b) => b - a);
}

function behavioursOf(
  given: Readonly<Record<string, Readonly<Record<string, AnyHandler>>>>,
  messages: readonly string[],
): ReadonlyMap<string, readonly (AnyHandler | null)[]> {
  return new Map(
    Object.entries(given).map(([name, handlers]) => [name, messages.map((message) => handlers[message] ?? null)]),
  );
}

function unlessWithdrawn(hook: AnyHandler): AnyHandler {
  return (context: never, signal: never) => ((signal as Signal).withdrawn === true ? undefined : hook(context, signal)); // user code runs here
}
