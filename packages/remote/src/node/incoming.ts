/**
 * What one other node has sent to actors of this one, and the answers that go back.
 *
 * Invariants: an ask is in `asks` until it is answered or given up.
 */
import {
  type AnswerTaker,
  type AnyRef,
  type Definition,
  type DeliveredAsk,
  deliver,
  drain,
  type ExitReason,
  isRef,
  kill,
  RejectedError,
  sendDeadLetter,
  signal,
  spawnWith,
  stop,
  terminate,
  waitsOf,
} from "@mailslot/actor";
import type { Scheduler, Task } from "@mailslot/core";
import { deliverExit, deliverLink, deliverUnlink, type ExitCause, outside } from "@mailslot/supervision";
import { RemoteError } from "../errors.js";
import { DOWN, type Frame, REFUSED, REJECTED, REPLY, SPAWNED, UNKNOWN } from "../frame/frame.js";
import type { LocalActors } from "./actors.js";
import { contextOfText } from "./context.js";

/** The connection that it came by. */
export interface ReturnPath {
  readonly actors: LocalActors;
  readonly scheduler: Scheduler;
  send(frame: Frame): void;
  /** Sends a frame whose field `at` is a reason, which goes as a text if it cannot cross. */
  sendReason(frame: Frame, at: number): void;
  /** Answers a link with an actor that has ended. */
  refuseLink(peer: AnyRef, actor: number): void;
  definitionNamed(name: string): Definition | null;
}

/** An ask that has come, or a send that waits for room. */
class Delivered implements AnswerTaker {
  asked: Pick<DeliveredAsk, "giveUp"> | null;
  isOver: boolean;
  private readonly to: Incoming;
  private readonly number: number;
  /** The probes that have come by here; null for none, as with most. */
  private probes: Set<string> | null;

  constructor(to: Incoming, number: number) {
    this.asked = null;
    this.isOver = false;
    this.to = to;
    this.number = number;
    this.probes = null;
  }

  reply(value: unknown): void {
    this.isOver = true;
    this.to.reply(this.number, value);
  }

  refuse(error: unknown): void {
    this.isOver = true;
    this.to.refuse(this.number, error);
  }

  /** Takes a probe in; false if it has come by before. */
  pass(probe: string): boolean {
    this.probes ??= new Set();
    if (this.probes.has(probe)) return false;
    this.probes.add(probe);
    return true;
  }
}

export class Incoming {
  private readonly path: ReturnPath;
  private readonly asks: Map<number, Delivered>;

  constructor(path: ReturnPath) {
    this.path = path;
    this.asks = new Map();
  }

  tell(actor: number, message: string, args: readonly unknown[], from: unknown, context: unknown): void {
    const target = this.refOf(actor);
    if (target === null) {
      this.path.send([DOWN, actor, "noproc"]);
      return;
    }
    try {
      // What has no room stands in the line of the mailbox, whether or not anything waits for it.
      deliver(target, message, args, { from: senderOf(from), context: contextOfText(context) });
    } catch {
      this.dropped(actor, message, args, from); // the mailbox is full, or the definition here lacks that message
    }
  }

  /** Tells of a message that the actor could not take. */
  dropped(actor: number, message: string, args: readonly unknown[], from: unknown): void {
    const to = this.refOf(actor);
    if (to !== null) sendDeadLetter({ from: senderOf(from)?.name ?? null, to, message, args, reason: "dropped" });
  }

  ask(number: number, actor: number, message: string, args: readonly unknown[], from: unknown, context: unknown): void {
    const target = this.refOf(actor);
    if (target === null) {
      const text = `the actor that was asked for ${message} has exited, and nobody holds it any more: spawn another`;
      this.refuse(number, new RejectedError(text, { code: "ERR_MAILSLOT_NO_ACTOR" }));
      return;
    }
    const delivered = new Delivered(this, number);
    const how = { from: senderOf(from), reply: delivered, context: contextOfText(context) };
    try {
      delivered.asked = deliver(target, message, args, how);
      if (!delivered.isOver) this.asks.set(number, delivered);
    } catch (error) {
      if (!delivered.isOver) delivered.refuse(error); // the definition here lacks that message
    }
  }

  /** Answers an ask. */
  reply(number: number, value: unknown): void {
    this.asks.delete(number);
    try {
      this.path.send([REPLY, number, value]);
    } catch (error) {
      this.path.send([UNKNOWN, number, error]); // it was handled, and the reply cannot cross
    }
  }

  refuse(number: number, error: unknown): void {
    this.asks.delete(number);
    this.path.send([error instanceof RejectedError ? REJECTED : UNKNOWN, number, error]);
  }

  cancel(number: number): void {
    this.asks.get(number)?.asked?.giveUp();
    this.asks.delete(number);
  }

  keepSend(number: number, giveUp: () => void): void {
    const delivered = new Delivered(this, number);
    delivered.asked = { giveUp };
    this.asks.set(number, delivered);
  }

  sendIsOver(number: number): void {
    this.asks.delete(number);
  }

  /** Returns who must go on before an ask is answered; null when the probe has come by before, or the ask is over. */
  waitsBehind(number: number, probe: string): ReturnType<typeof waitsOf> | null {
    const delivered = this.asks.get(number);
    if (delivered === undefined || !delivered.pass(probe)) return null;
    return waitsOf(delivered.asked as DeliveredAsk);
  }

  spawn(number: number, name: string, args: readonly unknown[]): void {
    const { path } = this;
    try {
      const definition = path.definitionNamed(name);
      if (definition === null) {
        const text = `the node knows no definition named ${name}: give it to createNode() there`;
        throw new RemoteError("ERR_MAILSLOT_UNKNOWN_DEFINITION", text);
      }
      path.send([SPAWNED, number, spawnWith({ scheduler: path.scheduler }, definition, ...args)]);
    } catch (error) {
      path.send([REFUSED, number, error]);
    }
  }

  stop(actor: number, reason: ExitReason): void {
    this.act(
      actor,
      (ref) => stop(ref, reason),
      (task) => task.cancel(reason),
    );
  }

  drain(actor: number, reason: ExitReason): void {
    this.act(
      actor,
      (ref) => drain(ref, reason),
      (task) => task.cancel(reason),
    );
  }

  terminate(actor: number, reason: ExitReason): void {
    this.act(
      actor,
      (ref) => terminate(ref, reason),
      (task) => task.cancel(reason),
    );
  }

  kill(actor: number): void {
    this.act(actor, kill, (task) => deliverExit(task, outside, "kill", "exit"));
  }

  private act(actor: number, toRef: (ref: AnyRef) => void, toTask: (task: Task) => void): void {
    const local = this.path.actors.find(actor);
    if (isRef(local)) toRef(local);
    else if (local !== null) toTask(local);
  }

  signal(actor: number, type: string, from: AnyRef | null, reason: ExitReason): void {
    const ref = this.refOf(actor);
    if (ref !== null) signal(ref, { type, from: from ?? outside, reason });
  }

  link(actor: number, peer: AnyRef): void {
    const local = this.path.actors.find(actor);
    if (local === null || !deliverLink(local, peer)) this.path.refuseLink(peer, actor);
  }

  unlink(actor: number, peer: AnyRef): void {
    const local = this.path.actors.find(actor);
    if (local !== null) deliverUnlink(local, peer);
  }

  exit(actor: number, from: AnyRef | null, reason: ExitReason, cause: ExitCause, seen: boolean): void {
    const local = this.path.actors.find(actor);
    if (local !== null) deliverExit(local, from ?? outside, reason, cause, seen);
  }

  /** Gives up the asks of a node that can be reached no more. */
  endAll(): void {
    for (const number of [...this.asks.keys()]) this.cancel(number);
  }

  private refOf(actor: number): AnyRef | null {
    const local = this.path.actors.find(actor);
    return isRef(local) ? local : null;
  }
}

function senderOf(from: unknown): AnyRef | { readonly name: string } | null {
  if (isRef(from)) return from;
  return typeof from === "string" ? { name: from } : null;
}
