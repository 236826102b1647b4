/** A definition, compiled: a table of its messages and the classes behind `tell` and `ask` of its refs. */
import type { ActorNode } from "./actor-node.js";
import { checkDefinition } from "./check-definition.js";
import type { Definition } from "./definition.js";
import { type Asker, askerClass, type Teller, tellerClass } from "./facade.js";
import type { AnyHandler, MessageKind } from "./message-kind.js";
import type { Signal } from "./signal.js";

/** What is given to `defineActor`, as the engine sees it. */
export interface RawOptions {
  readonly state?: (...args: unknown[]) => unknown;
  readonly receive: Readonly<Record<string, AnyHandler>>;
  readonly started?: AnyHandler;
  readonly stopped?: AnyHandler;
  readonly signal?: AnyHandler;
  readonly askTimeout?: number;
  readonly interleave?: readonly string[];
}

const ASK_TIMEOUT = 5_000; // as OTP's gen_server:call

export class ActorKind implements Definition {
  readonly name: string;
  readonly messages: readonly string[];
  readonly makeState: ((...args: unknown[]) => unknown) | null;
  readonly started: AnyHandler | null;
  readonly stopped: AnyHandler | null;
  /** What a signal is handled as; null when the actor has no use for them. */
  readonly signal: MessageKind | null;
  readonly askTimeout: number;
  private readonly Teller: new (
    node: ActorNode,
  ) => Teller;
  private readonly Asker: new (
    node: ActorNode,
    timeout: number,
  ) => Asker;
  // The last `tell` and `ask`: nearly every use is of the same actor as the one before, or of another definition.
  private teller: Teller | null;
  private asker: Asker | null;

  constructor(name: string, options: RawOptions) {
    checkDefinition(name, options);
    const { state, receive, started, stopped, signal, askTimeout = ASK_TIMEOUT, interleave = [] } = options;
    this.name = name;
    this.messages = Object.keys(receive);
    this.makeState = state ?? null;
    this.started = started ?? null;
    this.stopped = stopped ?? null;
    this.signal = signal === undefined ? null : messageKind("signal", -1, unlessWithdrawn(signal), false);
    this.askTimeout = askTimeout;
    const kinds = this.messages.map((message, index) =>
      messageKind(message, index, receive[message] as AnyHandler, interleave.includes(message)),
    );
    this.Teller = tellerClass(name, kinds);
    this.Asker = askerClass(name, kinds);
    this.teller = null;
    this.asker = null;
  }

  tellerOf(node: ActorNode): Teller {
    const last = this.teller;
    if (last !== null && last.node === node) return last;
    this.teller = new this.Teller(node);
    return this.teller;
  }

  askerOf(node: ActorNode): Asker {
    const last = this.asker;
    if (last !== null && last.node === node) return last;
    this.asker = new this.Asker(node, this.askTimeout);
    return this.asker;
  }

  askerWith(node: ActorNode, timeout: number): Asker {
    return new this.Asker(node, timeout);
  }

  /** Lets go of an actor that has exited. */
  forget(node: ActorNode): void {
    if (this.teller?.node === node) this.teller = null;
    if (this.asker?.node === node) this.asker = null;
  }
}

function messageKind(name: string, index: number, handler: AnyHandler, interleaves: boolean): MessageKind {
  return { name, index, handler, priority: 0, interleaves, validate: null };
}

function unlessWithdrawn(hook: AnyHandler): AnyHandler {
  return (context: never, signal: never) => ((signal as Signal).withdrawn === true ? undefined : hook(context, signal)); // user code runs here
}
