/**
 * The ring of bytes, as shipped: a writer and a reader on a few words, which sleep by the idle words, as shipped. What is read is what
 * was published, in order; a side that nobody wakes shows as a deadlock.
 */

import { join, label, spawn } from "@mailslot/loom";
import { load, type Mutant, type Proof, type Scenario } from "./proof.js";

interface End {
  readonly words: Int32Array;
  readonly bytes: Uint8Array;
}

interface BytesModule {
  readonly BYTE_RING_WORDS: number;
  byteWriter(words: Int32Array, bytes: Uint8Array): End;
  byteReader(words: Int32Array, bytes: Uint8Array): End;
  initBytes(words: Int32Array, first?: number): void;
  writeFrame(ring: End, frame: Uint8Array, length: number): boolean;
  publishFrames(ring: End): void;
  hasFrame(ring: End): boolean;
  hasRoom(ring: End, length: number): boolean;
  unreadFrames(ring: End): Uint8Array[];
  wantRoom(ring: End): void;
  readFrame(ring: End, frame: Uint8Array): number;
  releaseFrames(ring: End): boolean;
}

interface IdleModule {
  idleWords(threads: number): number;
  ticketAt(at: number, threads: number, thread: number): number;
  announce(words: Int32Array, at: number, thread: number): void;
  retract(words: Int32Array, at: number, thread: number): boolean;
  wake(words: Int32Array, at: number, threads: number, thread: number): boolean;
}

const idle = await load<IdleModule>("idle.ts");

// Counts begin where their sign changes, a frame before the end of the bytes.
const WRAP = 2 ** 31 - 12;

// The idle words stand behind those of the ring; both threads are in them.
const IDLE = 64;
const PLACES = { head: 0, tail: 32, wanted: 33, idle: IDLE, reader: IDLE + 1, writer: IDLE + 2 };
const READER = 0;
const WRITER = 1;

interface Case {
  readonly capacity: number;
  /** Lengths of the frames of each publication. */
  readonly turns: readonly (readonly number[])[];
  /** Whether each side sleeps until the other tells it; else the writer drops, and the reader gives up after `reads`. */
  readonly sleeps: boolean;
  readonly reads: number;
  /** Whether the writer dies before it publishes its last turn. */
  readonly dies?: boolean;
  /** Whether the reader dies, after `reads` looks: what it has not given back is then the writer's again. */
  readonly isLeft?: boolean;
}

function bytesModel(ring: BytesModule, { capacity, turns, sleeps, reads, dies, isLeft }: Case): () => void {
  return () => {
    const words = new Int32Array(new SharedArrayBuffer(4 * (IDLE + idle.idleWords(2))));
    const bytes = new Uint8Array(new SharedArrayBuffer(capacity));
    ring.initBytes(words, WRAP);
    if (ring.BYTE_RING_WORDS !== IDLE) throw new Error("the scenarios know another layout");
    for (const [name, at] of Object.entries(PLACES)) label(words, name, at);
    label(bytes, "byte", 0, capacity);
    const published = new Int32Array(new SharedArrayBuffer(4));
    const all = turns.flat();
    const total = (dies ? turns.slice(0, -1) : turns).flat().length;
    const writer = spawn(() => {
      const out = ring.byteWriter(words, bytes);
      let at = 0;
      for (const [n, turn] of turns.entries()) {
        for (const length of turn) {
          while (!ring.writeFrame(out, frameOf(at, length), length)) {
            if (!sleeps) return;
            publish(ring, out);
            ring.wantRoom(out);
            sleep(words, WRITER, () => ring.hasRoom(out, length));
          }
          at++;
        }
        if (dies && n === turns.length - 1) return;
        Atomics.store(published, 0, at);
        publish(ring, out);
      }
    }, "writer");
    const end = ring.byteReader(words, bytes);
    const received: string[] = [];
    for (let n = 0; sleeps ? received.length < total : n < reads; n++) {
      const frame = read(ring, end);
      if (frame !== undefined) {
        received.push(frame.join());
        if (ring.releaseFrames(end)) idle.wake(words, IDLE, 2, WRITER);
      } else if (sleeps) sleep(words, READER, () => ring.hasFrame(end));
    }
    join(writer);
    if (isLeft) received.push(...ring.unreadFrames(ring.byteWriter(words, bytes)).map((frame) => frame.join()));
    else for (let frame = read(ring, end); frame !== undefined; frame = read(ring, end)) received.push(frame.join());
    const wanted = all.slice(0, Atomics.load(published, 0)).map((length, n) => frameOf(n, length).join());
    if (received.join("/") !== wanted.join("/"))
      throw new Error(`read ${received.join("/")}, but published was ${wanted.join("/")}`);
  };
}

function publish(ring: BytesModule, end: End): void {
  ring.publishFrames(end);
  idle.wake(end.words, IDLE, 2, READER);
}

/** Returns the oldest frame; undefined when there is none. */
function read(ring: BytesModule, end: End): Uint8Array | undefined {
  const frame = new Uint8Array(end.bytes.length);
  const length = ring.readFrame(end, frame);
  return length < 0 ? undefined : frame.slice(0, length);
}

/** Sleeps as a thread does, unless the second look finds something. */
function sleep(words: Int32Array, thread: number, hasWork: () => boolean): void {
  const ticket = idle.ticketAt(IDLE, 2, thread);
  const seen = Atomics.load(words, ticket);
  idle.announce(words, IDLE, thread);
  if (!hasWork()) Atomics.wait(words, ticket, seen);
  idle.retract(words, IDLE, thread);
}

/** Frame 0 is 11, 12, …; frame 1 is 21, 22, … */
function frameOf(at: number, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, n) => 10 * (at + 1) + n + 1);
}

/** Stray bytes: another thread has written over a frame; the reader must say so instead of reading. */
function strayModel(ring: BytesModule, at: number, value: number): () => void {
  return () => {
    const words = new Int32Array(new SharedArrayBuffer(4 * ring.BYTE_RING_WORDS));
    const bytes = new Uint8Array(new SharedArrayBuffer(32));
    ring.initBytes(words, 0);
    const [writer, reader] = [ring.byteWriter(words, bytes), ring.byteReader(words, bytes)];
    ring.writeFrame(writer, frameOf(0, 4), 4);
    ring.publishFrames(writer);
    bytes[at] = value;
    let noticed = false;
    try {
      read(ring, reader);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      noticed = true;
    }
    if (!noticed) throw new Error("stray bytes were read as a frame");
  };
}

function scenario(name: string, why: string, ring: Case, long = false): Scenario<BytesModule> {
  return { name, why, long, model: (module) => bytesModel(module, ring) };
}

const scenarios: readonly Scenario<BytesModule>[] = [
  scenario("frames that wrap, read as they come", "the reader reads between and during the writes", {
    capacity: 32,
    turns: [[3], [2]],
    sleeps: false,
    reads: 2,
  }),
  scenario("two frames in one publication", "the second is not seen before the first is published", {
    capacity: 32,
    turns: [[1, 2]],
    sleeps: false,
    reads: 2,
  }),
  scenario("a reader that parks", "the frame comes between its look and its sleep", {
    capacity: 32,
    turns: [[2], [1]],
    sleeps: true,
    reads: 0,
  }),
  scenario("a full ring, and a writer that wants room", "the room comes between its look and its sleep", {
    capacity: 16,
    turns: [[4], [8]],
    sleeps: true,
    reads: 0,
  }),
  scenario("a full ring, and a writer that gives up", "the second frame would lie over the first", {
    capacity: 16,
    turns: [[4], [4]],
    sleeps: false,
    reads: 1,
  }),
  scenario("a writer that dies midway", "it has written what it never published", {
    capacity: 32,
    turns: [[2], [5]],
    sleeps: false,
    reads: 2,
    dies: true,
  }),
  scenario("a reader that dies", "the writer takes back what was not read", {
    capacity: 32,
    turns: [[2], [1]],
    sleeps: false,
    reads: 1,
    isLeft: true,
  }),
  scenario(
    "three frames in two publications",
    "a frame is published while another is read",
    { capacity: 32, turns: [[1, 2], [3]], sleeps: false, reads: 3 },
    true,
  ),
  { name: "a stray size", why: "it reaches beyond what is held", model: (module) => strayModel(module, 0, 20) },
  {
    name: "a stray sequence number",
    why: "a frame is that of another time",
    model: (module) => strayModel(module, 4, 9),
  },
];

const mutants: readonly Mutant[] = [
  {
    name: "published as it is written",
    find: "bytes[i - first] = frame[i] as number;\n  ring.position = (position + sizeOf(length)) | 0;\n",
    replace:
      "bytes[i - first] = frame[i] as number;\n  ring.position = (position + sizeOf(length)) | 0;\n  Atomics.store(ring.words, TAIL, ring.position);\n",
  },
  {
    name: "room checked without the header",
    find: "((position - other) | 0) + sizeOf(length) <= bytes.length",
    replace: "((position - other) | 0) + length <= bytes.length",
  },
  {
    name: "the reader's second look sees nothing",
    find: "return Atomics.load(words, TAIL) !== position;",
    replace: "return words.length < position && position < words.length;",
  },
  {
    name: "the writer's second look sees what it saw before",
    find: "  ring.other = Atomics.load(ring.words, HEAD);\n",
    replace: "",
  },
  {
    name: "that room is wanted is not said",
    find: "  Atomics.store(words, WANTED, 1);\n",
    replace: "  Atomics.load(words, WANTED);\n",
  },
  {
    name: "room given back after the look at who wants it",
    find: `  Atomics.store(words, HEAD, position);
  // After it: pairs with wantRoom() before the second look at hasRoom().
  return Atomics.load(words, WANTED) === 1 && Atomics.exchange(words, WANTED, 0) === 1;`,
    replace: `  const isWanted = Atomics.load(words, WANTED) === 1 && Atomics.exchange(words, WANTED, 0) === 1;
  Atomics.store(words, HEAD, position);
  return isWanted;`,
  },
  {
    name: "what is unread is counted from the start",
    find: "at = Atomics.load(words, HEAD); at !== position",
    replace: "at = (Atomics.load(words, HEAD) - 12) | 0; at !== position",
  },
  {
    name: "room given back before it is copied out",
    find: "  copyOut(bytes, position + FRAME, frame, length);\n",
    replace:
      "  Atomics.store(words, HEAD, (position + sizeOf(length)) | 0);\n  copyOut(bytes, position + FRAME, frame, length);\n",
  },
  {
    name: "counts subtracted without wrapping",
    find: "const held = (ring.other - position) | 0;",
    replace: "const held = ring.other - position;",
  },
  {
    name: "the size is believed",
    find: "  if (length < 0 || length > frame.length || sizeOf(length) > held) throw stray(ring);\n",
    replace: "",
  },
  {
    name: "the sequence number is not looked at",
    find: "  if (getNumber(bytes, position + 4) !== ring.sequence) throw stray(ring);\n",
    replace: "",
  },
];

export const BYTES_PROOF: Proof<BytesModule> = { file: "byte-ring.ts", scenarios, mutants };
