/**
 * Scenarios for the mailbox: senders, of which the one that is told to schedule the receiver runs it at once. Every
 * message that was delivered must be received once, and two receivers must never run at the same time.
 */

import { join, label, spawn } from "@mailslot/loom";
import type { Scenario } from "./mutants.js";

/** What the scenarios use of `mailbox.ts`, so that mutants can take its place. */
export interface MailboxModule {
  readonly FULL: number;
  readonly SCHEDULE: number;
  readonly Mailbox: {
    new (
      words: Int32Array,
      capacity: number,
    ): {
      send(value: number): number;
      receive(): number | undefined;
      rest(): boolean;
    };
    init(words: Int32Array, capacity: number, first?: number): void;
    wordsFor(capacity: number): number;
  };
}

interface MailboxCase {
  readonly capacity: number;
  readonly first: number;
  /** How many messages each sender sends. */
  readonly senders: readonly number[];
}

const MAX = 8;

/** Makes the model of a case. */
export function mailboxModel(module: MailboxModule, { capacity, first, senders }: MailboxCase): () => void {
  return () => {
    const words = new Int32Array(new SharedArrayBuffer(4 * module.Mailbox.wordsFor(capacity)));
    // Written by the receiver alone, whichever thread runs it: a second one at the same time is a data race.
    const received = new Int32Array(new SharedArrayBuffer(4 * MAX * 2 * senders.length));
    module.Mailbox.init(words, capacity, first);
    labelWords(words, capacity);
    label(received, "received", 0, received.length);
    const mayFill = senders.reduce((sum, count) => sum + count) > capacity;
    const threads = senders.map((count, sender) =>
      spawn(() => sendAll(module, words, capacity, received, sender * MAX, count, mayFill), `sender ${sender}`),
    );
    join(...threads);
    const wrong = senders.flatMap((count, sender) => unreceived(received, sender * MAX, count));
    if (wrong.length > 0) throw new Error(`messages ${wrong.join(", ")} were not received as often as delivered`);
    if (new module.Mailbox(words, capacity).send(0) === module.FULL) throw new Error("an empty mailbox had no room");
  };
}

function labelWords(words: Int32Array, capacity: number): void {
  for (const [at, name] of ["tail", "head", "state"].entries()) label(words, name, at);
  for (let slot = 0; slot < capacity; slot++) {
    label(words, `turn[${slot}]`, 3 + 2 * slot);
    label(words, `value[${slot}]`, 4 + 2 * slot);
  }
}

function sendAll(
  { Mailbox, FULL, SCHEDULE }: MailboxModule,
  words: Int32Array,
  capacity: number,
  received: Int32Array,
  base: number,
  count: number,
  mayFill: boolean,
): void {
  const mailbox = new Mailbox(words, capacity);
  for (let i = 0; i < count; i++) {
    const outcome = mailbox.send(base + i);
    // A message that found no room counts as received, in a place of its own.
    if (outcome === FULL && !mayFill) throw new Error("a mailbox with room for all messages had none for one");
    if (outcome === FULL) received[received.length / 2 + base + i] = 1;
    if (outcome !== SCHEDULE) continue;
    do {
      for (let value = mailbox.receive(); value !== undefined; value = mailbox.receive()) received[value]!++;
    } while (!mailbox.rest());
  }
}

function unreceived(received: Int32Array, base: number, count: number): number[] {
  const wrong: number[] = [];
  for (let i = 0; i < count; i++) {
    const times = received[base + i]! + received[received.length / 2 + base + i]!;
    if (times !== 1) wrong.push(base + i);
  }
  return wrong;
}

export const MAILBOX_SCENARIOS: readonly Scenario<MailboxModule>[] = [
  {
    name: "two senders with one message each",
    why: "a message arrives while the receiver comes to rest; positions pass 2^31",
    model: (module) => mailboxModel(module, { capacity: 2, first: 2 ** 31 - 1, senders: [1, 1] }),
  },
  {
    name: "a sender with two messages against one with one",
    why: "slots are used again while a sender still looks at them",
    model: (module) => mailboxModel(module, { capacity: 4, first: 3, senders: [2, 1] }),
  },
  {
    name: "senders that go round",
    why: "more messages than slots: a slot is used again as soon as the receiver has given it back",
    model: (module) => mailboxModel(module, { capacity: 2, first: -1, senders: [2, 1] }),
  },
];
