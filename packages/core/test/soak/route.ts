/** The channels of the soak's network: every flavour, drawn at random, none of them small enough to lose anything. */
import { type Channel, channel } from "@mailslot/core";

export interface Message {
  readonly from: number;
  readonly n: number;
  /** Gives back the credit of its batch; the last message of a batch has it. */
  readonly credit: Disposable | null;
}

/** More than there are ever messages under way, so that a channel which would drop or fail never does. */
const AMPLE = 1 << 15;

const FLAVOURS: readonly (() => Channel<Message>)[] = [
  () => channel(),
  () => channel(0),
  () => channel(1),
  () => channel(2),
  () => channel(10),
  () => channel(100),
  () => channel({ capacity: AMPLE, overflow: "drop-oldest" }),
  () => channel({ capacity: AMPLE, overflow: "drop-newest" }),
  () => channel({ capacity: AMPLE, overflow: "fail" }),
];

export function pick<T>(all: readonly T[], random: () => number): T {
  return all[Math.floor(random() * all.length)] as T;
}

/** Makes `width` channels; the first layer of a network begins with one of each flavour. */
export function layer(width: number, random: () => number): Channel<Message>[] {
  return Array.from({ length: width }, (_, n) => (FLAVOURS[n] ?? pick(FLAVOURS, random))());
}
