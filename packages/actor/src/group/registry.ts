/** Names of actors. A name is released before others are told of the exit of its actor. */

import { checkOptions } from "@mailslot/core/engine";
import { actorOf } from "../actor/actor-core.js";
import type { CompiledDefinition } from "../definition/compiled.js";
import type { Definition, RefOf } from "../definition/definition.js";
import { ActorUsageError } from "../errors.js";
import type { AnyRef } from "../ref/ref.js";

/** Finds actors by keys. */
export interface Registry<K, R extends AnyRef = AnyRef> {
  /** Its name in errors. */
  readonly name: string;
  /** How many entries there are. */
  readonly size: number;
  /**
   * Enters an actor under a key. Throws `ERR_MAILSLOT_NAME_TAKEN` when keys are unique and another actor has this one,
   * and `ERR_MAILSLOT_NO_ACTOR` when the actor has exited. Does nothing when it has the key.
   */
  register(key: K, ref: R): void;
  /** Takes the key from the actor, or from all that have it; returns whether one had. */
  unregister(key: K, ref?: R): boolean;
  /** Returns the actor with this key, the first of them when there are several; null when there is none. */
  whereIs(key: K): R | null;
  /** Returns the actors with this key, in the order in which they came. */
  all(key: K): R[];
  /** Returns the keys of an actor. */
  keysOf(ref: R): K[];
}

/** How a registry treats keys. */
export interface RegistryOptions {
  /** Its name in errors. Default: "registry". */
  readonly name?: string;
  /** Whether a key stands for one actor (the default), or for any number. */
  readonly keys?: "unique" | "duplicate";
}

interface Owner<K> {
  readonly keys: Set<K>;
  readonly free: () => void;
}

class KeyTable<K, R extends AnyRef> implements Registry<K, R> {
  readonly name: string;
  private readonly unique: boolean;
  private readonly refs: Map<K, Set<R>>;
  private readonly owners: Map<R, Owner<K>>;
  /** Who waits for an actor with a key. */
  private readonly waiting: Map<K, Set<() => void>>;

  constructor({ name = "registry", keys = "unique" }: RegistryOptions) {
    this.name = name;
    this.unique = keys === "unique";
    this.refs = new Map();
    this.owners = new Map();
    this.waiting = new Map();
  }

  get size(): number {
    let size = 0;
    for (const refs of this.refs.values()) size += refs.size;
    return size;
  }

  register(key: K, ref: R): void {
    const holder = this.unique ? this.whereIs(key) : null;
    if (holder !== null && holder !== ref) throw this.taken(holder, key, ref.name);
    (this.owners.get(ref) ?? this.addOwner(ref)).keys.add(key);
    const refs = this.refs.get(key);
    if (refs === undefined) this.refs.set(key, new Set([ref]));
    else refs.add(ref);
    noted?.add({ table: this, key, ref });
    const waiting = this.waiting.get(key);
    this.waiting.delete(key);
    for (const action of waiting ?? []) action();
  }

  /** Runs `action` once, when an actor gets this key; returns what takes that back. */
  whenKnown(key: K, action: () => void): () => void {
    const waiting = (this.waiting.get(key) ?? new Set()).add(action);
    this.waiting.set(key, waiting);
    return () => {
      waiting.delete(action);
      if (waiting.size === 0 && this.waiting.get(key) === waiting) this.waiting.delete(key);
    };
  }

  taken(holder: R, key: K, who: string): ActorUsageError {
    const text = `${holder.name} is registered as ${String(key)} in ${this.name}, so ${who} cannot be: unregister ${holder.name} first, or choose another key`;
    return new ActorUsageError("ERR_MAILSLOT_NAME_TAKEN", text);
  }

  unregister(key: K, ref?: R): boolean {
    const refs = ref === undefined ? this.all(key) : [ref];
    return refs.filter((each) => this.remove(key, each)).length > 0;
  }

  whereIs(key: K): R | null {
    const [first = null] = this.refs.get(key) ?? [];
    return first;
  }

  has(key: K, ref: R): boolean {
    return this.refs.get(key)?.has(ref) ?? false;
  }

  all(key: K): R[] {
    return [...(this.refs.get(key) ?? [])];
  }

  keysOf(ref: R): K[] {
    return [...(this.owners.get(ref)?.keys ?? [])];
  }

  private addOwner(ref: R): Owner<K> {
    const owner: Owner<K> = { keys: new Set(), free: () => this.free(ref) };
    actorOf(ref).atExit(owner.free);
    this.owners.set(ref, owner);
    return owner;
  }

  private free(ref: R): void {
    for (const key of this.keysOf(ref)) this.drop(key, ref);
    this.owners.delete(ref);
  }

  private remove(key: K, ref: R): boolean {
    const owner = this.owners.get(ref);
    if (owner === undefined || !owner.keys.delete(key)) return false;
    this.drop(key, ref);
    if (owner.keys.size === 0) {
      this.owners.delete(ref);
      actorOf(ref).notAtExit(owner.free);
    }
    return true;
  }

  private drop(key: K, ref: R): void {
    const refs = this.refs.get(key);
    refs?.delete(ref);
    if (refs?.size === 0) this.refs.delete(key);
  }
}

/**
 * Makes a registry, which finds actors of one type by keys.
 *
 * @example
 * ```ts
 * import { createRegistry, defineActor, type RefOf, spawn } from "@mailslot/actor";
 *
 * const Account = defineActor("account", { receive: { balance: () => 100 } });
 * const accounts = createRegistry<number, RefOf<typeof Account>>({ name: "accounts" });
 * accounts.register(7, spawn(Account));
 * console.log(await accounts.whereIs(7)?.ask.balance()); // 100
 * ```
 */
export function createRegistry<K, R extends AnyRef = AnyRef>(options: RegistryOptions = {}): Registry<K, R> {
  checkOptions("createRegistry()", options);
  return new KeyTable<K, R>(options);
}

const names: KeyTable<string, AnyRef> = /* @__PURE__ */ new KeyTable({ name: "the registry of names" });

/** A key that an actor has been given, in this or that registry. */
export interface Naming {
  /** The name of the registry; null for the names of the thread. */
  readonly registry: string | null;
  readonly key: unknown;
  readonly ref: AnyRef;
}

interface Noted {
  readonly table: { readonly name: string; has(key: unknown, ref: AnyRef): boolean };
  readonly key: unknown;
  readonly ref: AnyRef;
}

/** What has been registered, in whatever registry, while that is noted. */
let noted: Set<Noted> | null = null;

/** Notes what is registered on this thread, until `end`; what of it is still registered is what `taken` returns. For tests. */
export function noteNames(): { taken(): Naming[]; end(): void } {
  const outer = noted;
  const own = new Set<Noted>();
  noted = own;
  return {
    taken() {
      const taken = [...own].filter(({ table, key, ref }) => table.has(key, ref));
      const once = taken.filter((one, n) => taken.findIndex((each) => isSame(each, one)) === n);
      return once.map(({ table, key, ref }) => ({ registry: table === names ? null : table.name, key, ref }));
    },
    end() {
      noted = outer;
    },
  };
}

function isSame(one: Noted, other: Noted): boolean {
  return one.table === other.table && one.key === other.key && one.ref === other.ref;
}

/** Throws when the name is taken. */
export function checkFree(name: string, who: string): void {
  const holder = names.whereIs(name);
  if (holder !== null) throw names.taken(holder, name, who);
}

/** Runs `action` once, when an actor gets this name; returns what takes that back. */
export function whenNamed(name: string, action: () => void): () => void {
  return names.whenKnown(name, action);
}

/**
 * Gives an actor a name on this thread. Throws `ERR_MAILSLOT_NAME_TAKEN` when another actor has it.
 *
 * @example
 * ```ts
 * import { defineActor, register, spawn, whereIs } from "@mailslot/actor";
 *
 * const Clock = defineActor("clock", { receive: {} });
 * register("clock", spawn(Clock));
 * console.log(whereIs("clock")?.alive); // true
 * ```
 */
export function register(name: string, ref: AnyRef): void {
  names.register(name, ref);
}

/**
 * Takes a name back; returns whether an actor had it.
 *
 * @example
 * ```ts
 * import { defineActor, register, spawn, unregister } from "@mailslot/actor";
 *
 * register("clock", spawn(defineActor("clock", { receive: {} })));
 * console.log(unregister("clock")); // true
 * console.log(unregister("clock")); // false
 * ```
 */
export function unregister(name: string): boolean {
  return names.unregister(name);
}

/**
 * Returns the actor of this name; null when there is none, or it is of another definition than the one given.
 *
 * @example
 * ```ts
 * import { defineActor, register, spawn, whereIs } from "@mailslot/actor";
 *
 * const Clock = defineActor("clock", { receive: { time: () => 12 } });
 * register("clock", spawn(Clock));
 * console.log(await whereIs("clock", Clock)?.ask.time()); // 12
 * console.log(whereIs("calendar")); // null
 * ```
 */
export function whereIs(name: string): AnyRef | null;
export function whereIs<D extends Definition<never>>(name: string, definition: D): RefOf<D> | null;
export function whereIs(name: string, definition?: object): AnyRef | null {
  const ref = names.whereIs(name);
  if (ref === null || definition === undefined) return ref;
  return actorOf(ref).definition === (definition as CompiledDefinition) ? ref : null;
}
