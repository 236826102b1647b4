/** What the suites of the contract have in common: how a channel is made, filled, and received from. */
import type { Channel, Task } from "@mailslot/core";
import type { Stage } from "@mailslot/test-support/stage";

/** Makes a channel of the flavour under test. */
export type Make = <T>() => Channel<T>;

/** Adds a test to the suite of the flavour. */
export type It = (sentence: string, body: () => void | Promise<void>) => void;

/** Sends 1, 2, … as far as they go without waiting, at most three, and returns what was sent. */
export function fill(channel: Channel<number>): number[] {
  return [1, 2, 3].filter((message) => channel.trySend(message));
}

/** Starts a task that receives one message. */
export function receiver<T>({ go }: Stage, channel: Channel<T>): Task<T> {
  return go(() => channel.recv());
}

/** Iterates to the end. */
export async function collect<T>(channel: Channel<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const message of channel) all.push(message);
  return all;
}
