/**
 * OTP's rules of links, monitors and exit signals as a model of lists and flags. It does not say who of several ends first:
 * it is told, and says who may, and why. A mailbox holds what was sent and not handled.
 */
import { type ExitReason, isOrderly } from "@mailslot/actor";
import type { Kind } from "../stage.js";

/** What somebody does, or what is done in the name of somebody: of `q`, an index. */
export type Act =
  | ActOn
  | { readonly do: "demonitor"; readonly which: number; readonly flush: boolean }
  | { readonly do: "trap"; readonly on: boolean }
  | { readonly do: "crash" };

/** What concerns another. */
export type ActOn =
  | { readonly do: "link"; readonly q: number }
  | { readonly do: "unlink"; readonly q: number }
  | { readonly do: "monitor"; readonly q: number }
  | { readonly do: "tell"; readonly q: number }
  | { readonly do: "exit"; readonly q: number; readonly reason: ExitReason }
  | { readonly do: "stop"; readonly q: number; readonly reason: ExitReason };

interface Note {
  readonly text: string;
  /** What can take it back: the link with somebody, or a monitor. */
  readonly bond: Person | Watch | null;
}

interface Watch {
  readonly by: Person;
  readonly on: Person;
  active: boolean;
}

export class Person {
  readonly name: string;
  readonly kind: Kind;
  trapping: boolean;
  dead = false;
  /** Why it will end, and what says so. */
  doom: { reason: ExitReason; by: "stop" | "signal" | "crash" | "kill" } | null = null;
  /** Whether it waits in a handler; a stubborn one waits on in its `finally`. */
  held: "soft" | "stubborn" | null = null;
  /** What an actor has before it, or the signals of a task. */
  mailbox: Note[] = [];
  /** The messages of a task, which come another way. */
  orders: Note[] = [];
  readonly handled: string[] = [];
  readonly ordered: string[] = [];
  /** What one that is to end may still have handled before. */
  perhaps: string[] = [];
  readonly links = new Set<Person>();

  constructor(name: string, kind: Kind, trapping: boolean) {
    this.name = name;
    this.kind = kind;
    this.trapping = trapping;
  }

  /** Whether nothing keeps it from its end. */
  get mayEnd(): boolean {
    if (this.doom === null || this.held === null || this.doom.by === "kill") return this.doom !== null;
    return this.held === "soft" && !(this.doom.by === "stop" && this.kind === "actor");
  }

  /** What it hands to whoever looks: messages of an actor and its signals are one list. */
  take(note: Note, isMessage: boolean): void {
    // A task that was killed is dead to others at once; handed a message before, it takes those behind it like any that is to end.
    if (this.dead && isMessage && this.kind === "task" && this.doom?.by === "kill") this.perhaps.push(note.text);
    if (this.dead || (this.kind === "actor" && this.doom !== null)) return;
    if (!isMessage || this.kind === "actor") this.mailbox.push(note);
    else {
      this.orders.push(note);
      // One that was handed a message before it was to end takes those behind it, too, up to where it would wait.
      if (this.doom !== null) this.perhaps.push(note.text);
    }
  }

  withdraw(bond: Person | Watch): void {
    this.mailbox = this.mailbox.filter((note) => note.bond !== bond);
  }

  /** Handles what is there; a task looks at its signals only when it listens. */
  handle(): void {
    if (this.dead || this.doom !== null || this.held !== null) return;
    if (this.kind === "actor") this.listen();
    this.ordered.push(...this.orders.splice(0).map(({ text }) => text));
  }

  listen(): void {
    this.handled.push(...this.mailbox.splice(0).map(({ text }) => text));
  }
}

export class Otp {
  readonly people: readonly Person[];
  /** Reasons for which somebody would have ended who was killed before: nobody else has learnt of them. */
  readonly overtaken: string[] = [];
  private readonly watches: Watch[] = [];
  private told = 0;
  /** Whether somebody may have had a tick since what is done now began. */
  private isRunning = false;

  constructor(people: readonly Person[]) {
    this.people = people;
  }

  /** Does what `self` does (or another in its name: then `from` is null); returns the error that it gets. */
  act(self: Person, from: Person | null, act: Act): string | undefined {
    this.isRunning = false;
    if (act.do === "trap") self.trapping = act.on;
    else if (act.do === "crash") this.crash(self);
    else if (act.do === "demonitor") this.demonitor(act.which, act.flush);
    else return this.actOn(self, from, act, this.people[act.q] as Person);
    return undefined;
  }

  private actOn(self: Person, from: Person | null, act: ActOn, q: Person): string | undefined {
    if (act.do === "link") return this.link(self, q);
    if (act.do === "stop") this.stop(q, act.reason);
    else if (act.do === "exit") this.exit(q, from, act.reason, "exit");
    else if (act.do === "unlink") this.unlink(self, q);
    else if (act.do === "monitor") this.monitor(self, q);
    else q.take({ text: `told ${this.told++}`, bond: null }, true);
    return undefined;
  }

  private link(self: Person, q: Person): string | undefined {
    if (self === q || self.dead) return undefined;
    if (!q.dead) {
      self.links.add(q);
      q.links.add(self);
    } else if (self.trapping) self.take({ text: exitText(q, "noproc"), bond: q }, false);
    else return "ERR_MAILSLOT_NOPROC";
    return undefined;
  }

  private unlink(self: Person, q: Person): void {
    self.links.delete(q);
    q.links.delete(self);
    self.withdraw(q);
  }

  private monitor(by: Person, on: Person): void {
    const watch = { by, on, active: !by.dead && !on.dead && by !== on };
    this.watches.push(watch);
    if (on.dead) this.down(watch, "noproc");
  }

  private down(watch: Watch, reason: ExitReason): void {
    const text = `down ${this.watches.indexOf(watch)} ${watch.on.name} ${reasonText(reason)}`;
    watch.by.take({ text, bond: watch }, false);
  }

  private demonitor(which: number, flush: boolean): void {
    const watch = this.watches[which % this.watches.length];
    if (watch === undefined) return;
    watch.active = false;
    if (flush) watch.by.withdraw(watch);
  }

  private exit(q: Person, from: Person | null, reason: ExitReason, by: "exit" | "link"): void {
    if (q.dead) return;
    if (by === "exit" && reason === "kill") this.kill(q);
    else if (q.trapping) q.take({ text: exitText(from, reason), bond: by === "link" ? from : null }, false);
    else if (reason !== "normal" || from === q) this.fall(q, reason);
  }

  private kill(q: Person): void {
    if (q.doom?.by === "signal") this.overtaken.push(reasonText(q.doom.reason));
    this.condemn(q, "killed", "kill");
    if (q.kind === "task") this.die(q);
  }

  /** The first signal is the one that counts. */
  private fall(q: Person, reason: ExitReason): void {
    if (q.doom !== null && q.doom.by !== "stop") return;
    const isLate = q.doom !== null && q.kind === "actor" && isOrderly(reason);
    this.condemn(q, isLate ? q.doom?.reason : reason, "signal");
  }

  private stop(q: Person, reason: ExitReason): void {
    if (q.dead || q.doom !== null) return;
    this.condemn(q, q.kind === "actor" ? reason : { shutdown: reason }, "stop");
  }

  private crash(self: Person): void {
    if (self.doom?.by !== "kill") this.condemn(self, new Error("crash"), "crash");
  }

  private condemn(q: Person, reason: ExitReason, by: "stop" | "signal" | "crash" | "kill"): void {
    if (q.doom === null) {
      // A task is handed what was on its way to it; an actor takes nothing more.
      const before = q.kind === "task" ? q.orders : this.isRunning ? q.mailbox : [];
      q.perhaps = before.map(({ text }) => text);
      if (q.kind === "actor") q.mailbox = [];
    }
    q.doom = { reason, by };
  }

  /** Somebody has ended, and everybody who is to know is told. */
  ended(q: Person): void {
    this.isRunning = true;
    if (!q.dead) this.die(q);
  }

  private die(q: Person): void {
    const reason = q.doom?.reason;
    q.dead = true;
    for (const watch of this.watches) {
      if (!watch.active || (watch.on !== q && watch.by !== q)) continue;
      watch.active = false;
      if (watch.on === q) this.down(watch, reason);
    }
    const links = [...q.links];
    q.links.clear();
    for (const other of links) other.links.delete(q);
    for (const other of links) this.exit(other, q, reason, "link");
  }
}

export function exitText(from: { readonly name: string } | null, reason: ExitReason): string {
  return `exit ${from?.name ?? "outside"} ${reasonText(reason)}`;
}

export function reasonText(reason: ExitReason): string {
  if (reason instanceof Error) return reason.message;
  return typeof reason === "object" ? JSON.stringify(reason) : String(reason);
}
