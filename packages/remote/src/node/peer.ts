/** The connection of this node with one other: hands each frame to whom it concerns. */
import {
  type AnyRef,
  type Definition,
  type DistantAsk,
  type DistantWait,
  describeReason,
  type ExitReason,
  isRef,
  type Ref,
  RejectedError,
  sendDeadLetter,
  UnknownOutcomeError,
} from "@mailslot/actor";
import { type Operation, oneshot, type Scheduler, type Source, type Task } from "@mailslot/core";
import { deliverExit } from "@mailslot/supervision";
import type { Carrier, Parcel } from "../carrier/carrier.js";
import { RemoteError } from "../errors.js";
import type { Frame } from "../frame/frame.js";
import * as kinds from "../frame/frame.js";
import { Handles } from "../handle/handles.js";
import type { HandlePath } from "../handle/path.js";
import { isTask, type LocalActors } from "./actors.js";
import { withContext } from "./context.js";
import { dispatch, type Receivers } from "./dispatch.js";
import { Imports } from "./imports.js";
import { Incoming } from "./incoming.js";
import type { NodeCore, PeerIdentity } from "./node.js";
import { Outgoing, wayOf } from "./outgoing.js";
import type { Peer } from "./peer-handle.js";
import { Unlinks } from "./unlinks.js";
import { Watches } from "./watches.js";
import { Wire } from "./wire.js";

export class PeerCore implements Peer, HandlePath, Receivers {
  readonly actors: LocalActors;
  readonly scheduler: Scheduler;
  node: string | null;
  incarnation: number;
  alive: boolean;
  readonly own: NodeCore;
  private readonly carrier: Carrier;
  readonly imports: Imports;
  readonly outgoing: Outgoing;
  readonly incoming: Incoming;
  readonly watches: Watches;
  readonly unlinks: Unlinks;
  readonly handles: Handles;
  private readonly wire: Wire;

  constructor(own: NodeCore, carrier: Carrier, identity?: PeerIdentity) {
    this.own = own;
    this.actors = own.actors;
    this.scheduler = own.scheduler;
    this.node = identity?.node ?? null;
    this.incarnation = identity?.incarnation ?? 0;
    this.alive = true;
    this.carrier = carrier;
    this.imports = new Imports(this, own.scheduler);
    this.outgoing = new Outgoing((more) => own.waits(more));
    this.incoming = new Incoming(this);
    this.watches = new Watches(this);
    this.unlinks = new Unlinks({ node: own.id, incarnation: own.incarnation }, this);
    this.handles = new Handles(this, own, (frame) => this.wire.parcel(frame));
    this.wire = new Wire(this.handles, () => this.node ?? "?");
    this.send([kinds.HELLO, kinds.VERSION_OF_PROTOCOL, own.id, own.incarnation]);
    carrier.start({
      receive: (parcel) => this.receive(parcel),
      room: () => this.outgoing.room(),
      dead: (unread) => this.died(unread),
    });
  }

  spawn<A extends readonly unknown[], R>(definition: Definition<A, R>, ...args: A): Source<Ref<R>> {
    this.own.checkSpawned(definition);
    const answer = oneshot<Ref<R>>();
    if (!this.alive) {
      answer.fail(new RemoteError("ERR_MAILSLOT_NO_CONNECTION", `node ${this.node} can be reached no more`));
      return answer;
    }
    const number = this.outgoing.addSpawn(answer as never);
    try {
      this.send([kinds.SPAWN, number, definition.name, args]);
    } catch (error) {
      this.outgoing.takeSpawn(number);
      throw error;
    }
    return answer;
  }

  close(): void {
    if (!this.alive) return;
    this.send([kinds.BYE]);
    this.carrier.close();
    this.end();
  }

  // What goes out.

  send(frame: Frame): void {
    if (this.alive) this.sendParcel(frame);
  }

  sendReason(frame: Frame, at: number): void {
    try {
      this.send(frame);
    } catch {
      // What an end is told with must arrive: a reason that cannot cross does as a text.
      this.send(frame.map((each, n) => (n === at ? describeReason(each) : each)) as unknown as Frame);
    }
  }

  sendWithRoom(frame: Frame): Operation<void> | undefined {
    if (!this.alive) return undefined;
    return this.sendParcel(frame) ? undefined : this.outgoing.waitForRoom();
  }

  private sendParcel(frame: Frame): boolean {
    const hasRoom = this.carrier.send(this.handles.write(frame));
    this.handles.sent();
    return hasRoom;
  }

  ask(actor: number, ask: DistantAsk): void {
    const number = this.outgoing.addAsk(ask, this);
    try {
      this.send(withContext([kinds.ASK, number, actor, ask.message, ask.args, this.senderOf(ask.from)], ask.context));
    } catch (error) {
      this.outgoing.takeAsk(number);
      throw error;
    }
  }

  forget(ask: DistantAsk): number | null {
    return this.alive ? this.outgoing.forget(ask) : null;
  }

  addSend(send: DistantAsk): number {
    return this.outgoing.addAsk(send, this);
  }

  takeSend(number: number): void {
    this.outgoing.takeAsk(number);
  }

  keepSend(number: number, giveUp: () => void): void {
    this.incoming.keepSend(number, giveUp);
  }

  waits(more: number): void {
    this.own.waits(more);
  }

  sendIsOver(number: number): void {
    this.incoming.sendIsOver(number);
  }

  probe(wait: DistantWait): void {
    const { id, incarnation } = this.own;
    this.passProbe(wait.ask, [id, incarnation, this.own.addProbe(wait)], wait.names);
  }

  /** Sends a probe on, along an ask. */
  passProbe(ask: DistantAsk, probe: readonly unknown[], names: readonly string[]): void {
    const way = wayOf(ask);
    if (way?.path === this) this.send([kinds.PROBE, way.number, probe, names]);
  }

  link(actor: number, peer: AnyRef | Task): void {
    if (!this.alive) return;
    const data = this.own.refData(peer);
    this.unlinks.linked(actor, data);
    this.send([kinds.LINK, actor, data]);
  }

  unlink(actor: number, peer: AnyRef | Task): void {
    if (!this.alive) return; // nobody will answer
    const data = this.own.refData(peer);
    this.unlinks.begin(actor, data);
    this.send([kinds.UNLINK, actor, data]);
  }

  senderOf(from: AnyRef | Task | null): unknown {
    return from === null || isRef(from) ? from : from.name;
  }

  peerOf(who: object): unknown {
    return isRef(who) || isTask(who) ? this.own.refData(who) : null;
  }

  refuseLink(peer: AnyRef, actor: number): void {
    const [, , number] = this.own.home(peer);
    this.send([
      kinds.EXIT,
      number,
      [this.own.id, this.own.incarnation, actor, "", "an actor that has ended"],
      "noproc",
      "link",
    ]);
  }

  definitionNamed(name: string): Definition | null {
    return this.own.definitionNamed(name);
  }

  // What comes in.

  private receive(parcel: Parcel): void {
    if (!this.alive) return;
    const frame = this.frameOf(parcel);
    if (frame === null) return;
    const { problem } = this.wire;
    if (problem === null) dispatch(frame, this);
    else this.refuse(frame, problem);
  }

  /** Reads a frame; one that makes no sense ends the connection, and fails a task, so that it is reported. */
  private frameOf(parcel: Parcel): Frame | null {
    try {
      return this.wire.frame(parcel); // user code may run here
    } catch (error) {
      this.close();
      this.scheduler.go(() => Promise.reject(error), { name: `connection with node ${this.node}` });
      return null;
    }
  }

  /** Answers a frame with a value that cannot be made here. */
  private refuse(frame: Frame, problem: Error): void {
    const [kind, number] = frame as [number, number];
    const text = `node ${this.own.id} cannot make a value of what it was sent: ${problem.message}`;
    const rejected = new RejectedError(text, { cause: problem });
    if (kind === kinds.ASK || kind === kinds.SEND) this.send([kinds.REJECTED, number, rejected]);
    else if (kind === kinds.SPAWN) this.send([kinds.REFUSED, number, rejected]);
    else if (kind === kinds.TELL) this.incoming.dropped(number, frame[2] as string, frame[3] as unknown[], frame[4]);
    else if (kind === kinds.REPLY) {
      const unknown = new UnknownOutcomeError("ERR_MAILSLOT_REJECTED", `${text}; it was the reply`, { cause: problem });
      this.outgoing.takeAsk(number)?.refuse(unknown);
    } else dispatch(frame, this);
  }

  down(actor: number, reason: ExitReason): void {
    const ref = this.imports.find(actor);
    for (const number of ref === undefined ? [] : this.unlinks.with(actor)) {
      // It ended before it knew of the unlink: who has linked again meanwhile has linked with the dead.
      const near = this.actors.find(number);
      if (near !== null) deliverExit(near, ref as AnyRef, "noproc", "link");
    }
    this.imports.end(actor, reason);
  }

  hello(version: number, id: string, incarnation: number): void {
    this.node = id;
    this.incarnation = incarnation;
    if (version !== kinds.VERSION_OF_PROTOCOL) this.close();
  }

  // The end.

  private died(unread: readonly Parcel[]): void {
    if (!this.alive) return;
    const asks = new Set<number>();
    this.handles.readOwn(() => {
      for (const parcel of unread) {
        const [kind, number, ...rest] = this.wire.frame(parcel);
        if (kind === kinds.ASK || kind === kinds.SEND) asks.add(number as number);
        if (kind === kinds.TELL) this.lost(number as number, rest as [string, unknown[], unknown]);
      }
    });
    this.end(asks);
  }

  private lost(actor: number, [message, args, from]: [string, unknown[], unknown]): void {
    const to = this.imports.refOf(actor, null, `actor ${actor} of ${this.node}`);
    const name = isRef(from) ? from.name : (from as string | null);
    sendDeadLetter({ from: name, to, message, args, reason: "no connection" });
  }

  /** Ends it at this node, without a word to the other. */
  end(unread: ReadonlySet<number> = new Set()): void {
    if (!this.alive) return;
    this.alive = false;
    this.own.forget(this);
    this.outgoing.endAll(this.node ?? "?", unread);
    this.handles.endAll();
    this.incoming.endAll();
    this.watches.endAll();
    this.unlinks.endAll();
    this.imports.endAll();
  }
}
