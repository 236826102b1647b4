/**
 * Where everything stands in the one piece of memory that all threads share: how many workers are there, the idle words of each group and of the
 * calling thread, then for each thread its rings, the list of its jobs that have ended, its counters, its delays and its blocks. See places.ts for the numbers.
 */

import { initDone } from "../atomic/done-list.js";
import { call, foundWork, idleWords, rest, searches, sleepersOf, wake, wakeAll } from "../atomic/idle.js";
import { initRing, ringLength, ringWords } from "../atomic/ring.js";
import { policy } from "../policy.js";
import { Places, type Plan } from "./places.js";

export const RING_MASK: number = policy.ring - 1;
export const INJECT_MASK: number = policy.inject - 1;
export const BLOCKS: number = policy.blocks;

// Words of a block: its state, the next that has ended, and what stands in the payload.
export const NEXT = 1;
/** The number of the job's function. */
export const JOB = 2;
/** Bytes of the payload; -1 when it takes the way of large values. */
export const SIZE = 3;
/** Whether the job completed (1) or failed (0). */
export const COMPLETED = 4;
/** Tells one job in the block from the next. */
export const SERIAL = 5;
/** The number of the group that may run the job. */
export const GROUP = 6;
const PAYLOAD = 8;
const BLOCK_WORDS = 64;

/** How many bytes a block takes; what is larger goes beside it. */
export const INLINE: number = 4 * (BLOCK_WORDS - PAYLOAD);

/** What stands at `counterAt` plus one of these. */
export const RUN = 0;
export const STOLEN = 1;
export const PARKED = 2;
export const OVERFLOWED = 3;
export const PUBLISHED = 4;
/** How many tasks live there: not a count of what was, but a level. */
export const LIVE = 5;
/** Turns that the thread has begun or ended: what does not move is watched. */
export const BEAT = 6;
const COUNTERS = 8;
/** How many lengths of delays are counted, behind the counters: as many as core's histogram has. */
export const DELAYS = 24;

/** Idle words, and how many threads they are for. */
export interface IdleGroup {
  readonly at: number;
  readonly threads: number;
}

/** The place of a thread among the idle words of its group. */
export interface IdlePlace extends IdleGroup {
  readonly self: number;
}

/** Where a ring is. */
export interface RingPlace {
  readonly at: number;
  readonly mask: number;
}

export class Memory {
  readonly buffer: SharedArrayBuffer;
  readonly words: Int32Array;
  readonly bytes: Uint8Array;
  readonly places: Places;
  /** How many workers; also the number of the calling thread. */
  readonly workers: number;
  /** The idle words of each group. */
  readonly idleGroups: readonly IdleGroup[];
  /** Those of each thread. The calling thread has idle words of its own, unless it looks for jobs. */
  readonly idlePlaces: readonly IdlePlace[];
  private readonly headWords: number;
  private readonly threadWords: number;

  constructor(plan: Plan, buffer?: SharedArrayBuffer) {
    const places = new Places(plan);
    const { threads, workers } = places;
    const idleGroups: IdleGroup[] = [];
    const idlePlaces: IdlePlace[] = [];
    let at = 1; // behind the number of threads that are there
    const add = (members: readonly number[]): void => {
      const group = { at, threads: members.length };
      idleGroups.push(group);
      for (const [self, thread] of members.entries()) idlePlaces[thread] = { ...group, self };
      at += idleWords(members.length);
    };
    for (const group of plan.groups.keys()) add(places.membersOf(group));
    this.idleGroups = [...idleGroups];
    if (!plan.here) add([workers]);
    this.places = places;
    this.workers = workers;
    this.idlePlaces = idlePlaces;
    this.headWords = at;
    this.threadWords = BASE_WORDS + (plan.groups.length - 1) * ringWords(INJECT_MASK);
    this.buffer = buffer ?? new SharedArrayBuffer(4 * (at + threads * this.threadWords));
    this.words = new Int32Array(this.buffer);
    this.bytes = new Uint8Array(this.buffer);
    if (buffer === undefined) this.init();
  }

  /** Wakes a thread, if it sleeps, for something that only it can do. */
  wake(thread: number): void {
    const { at, threads, self } = this.idlePlaces[thread] as IdlePlace;
    wake(this.words, at, threads, self);
  }

  /** Ends the search of a thread that was woken and does not look; wakes another, if anything is there for its group. */
  endSearch(thread: number): void {
    const { words } = this;
    const { at, threads, self } = this.idlePlaces[thread] as IdlePlace;
    if (!searches(words, at, self)) return;
    foundWork(words, at, threads, self, () =>
      Array.from({ length: this.places.threads }, (_, of) => this.sourcesOf(thread, of))
        .flat()
        .some((ring) => ringLength(words, ring.at) > 0),
    );
  }

  /** Lets a spare work, or rest. Written by the calling thread alone. */
  setWorking(spare: number, works: boolean): void {
    const { at, threads, self } = this.idlePlaces[spare] as IdlePlace;
    (works ? call : rest)(this.words, at, threads, self);
  }

  /** Wakes every thread, asleep or about to be. */
  wakeAll(): void {
    const { at, threads } = this.idlePlaces[this.workers] as IdlePlace;
    for (const group of this.idleGroups) wakeAll(this.words, group.at, group.threads);
    if (!this.places.plan.here) wakeAll(this.words, at, threads);
  }

  /** Says that a worker is there, or has gone. Written by the calling thread alone. */
  countPresent(change: 1 | -1): void {
    Atomics.add(this.words, PRESENT, change);
  }

  /** Returns how many threads are there and do not sleep. */
  awake(): number {
    const { at, threads } = this.idlePlaces[this.workers] as IdlePlace;
    let awake = Atomics.load(this.words, PRESENT);
    for (const group of this.idleGroups) awake -= sleepersOf(this.words, group.at, group.threads);
    return this.places.plan.here ? awake : awake - sleepersOf(this.words, at, threads);
  }

  /** Returns the rings from which a thread takes jobs of its group that others have: a ring and its inject ring, or what is for that group. */
  sourcesOf(thread: number, of: number): RingPlace[] {
    const group = this.places.groupOf(thread);
    if (this.places.groupOf(of) !== group) return [{ at: this.outAt(of, group), mask: INJECT_MASK }];
    return [
      { at: this.ringAt(of), mask: RING_MASK },
      { at: this.injectAt(of), mask: INJECT_MASK },
    ];
  }

  ringAt(thread: number): number {
    return this.headWords + thread * this.threadWords;
  }

  injectAt(thread: number): number {
    return this.ringAt(thread) + ringWords(RING_MASK);
  }

  /** The ring in which a thread shows jobs to a group that is not its own. */
  outAt(thread: number, group: number): number {
    const own = this.places.groupOf(thread);
    return this.ringAt(thread) + BASE_WORDS + (group < own ? group : group - 1) * ringWords(INJECT_MASK);
  }

  doneAt(thread: number): number {
    return this.injectAt(thread) + ringWords(INJECT_MASK);
  }

  /** Whether a thread must look at all of its blocks, since a thread has died. */
  sweepAt(thread: number): number {
    return this.doneAt(thread) + 1;
  }

  counterAt(thread: number): number {
    return this.doneAt(thread) + 2;
  }

  /** How many tasks of a thread waited for their turn, by how long: see load.ts. */
  delayAt(thread: number): number {
    return this.counterAt(thread) + COUNTERS;
  }

  blockAt(thread: number, block: number): number {
    return this.delayAt(thread) + DELAYS + block * BLOCK_WORDS;
  }

  payloadAt(blockAt: number): number {
    return 4 * (blockAt + PAYLOAD);
  }

  /** Counts something that a thread has done: written by that thread alone, and read by anybody, so a plain word. */
  count(thread: number, counter: number): void {
    const at = this.counterAt(thread) + counter;
    this.words[at] = ((this.words[at] as number) + 1) | 0;
  }

  /** Says how much there is of something now, as `count` does. */
  set(thread: number, counter: number, value: number): void {
    this.words[this.counterAt(thread) + counter] = value;
  }

  private init(): void {
    const { groups } = this.places.plan;
    this.words[PRESENT] = 1; // the calling thread
    for (let thread = 0; thread < this.places.threads; thread++) {
      initRing(this.words, this.ringAt(thread));
      initRing(this.words, this.injectAt(thread));
      for (const group of groups.keys())
        if (group !== this.places.groupOf(thread)) initRing(this.words, this.outAt(thread, group));
      initDone(this.words, this.doneAt(thread));
      if (this.places.isSpare(thread)) this.setWorking(thread, false);
    }
  }
}

// The word that says how many threads are there.
const PRESENT = 0;
const BASE_WORDS = ringWords(RING_MASK) + ringWords(INJECT_MASK) + 2 + COUNTERS + DELAYS + BLOCKS * BLOCK_WORDS;
