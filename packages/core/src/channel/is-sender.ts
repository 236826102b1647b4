/** Whether something is a sender, or a oneshot, of this package: for what carries them to other threads. */
import { BroadcastRing } from "./broadcast.js";
import { ChannelCore } from "./channel.js";
import type { Sender } from "./ends.js";
import { type Oneshot, OneshotCell } from "./oneshot.js";
import { WatchCell } from "./watch.js";

/** Returns whether `value` is a channel, oneshot, broadcast or watch. */
export function isSender(value: unknown): value is Sender<unknown> {
  return (
    value instanceof ChannelCore || value instanceof BroadcastRing || value instanceof WatchCell || isOneshot(value)
  );
}

/** Returns whether `value` is a oneshot. */
export function isOneshot(value: unknown): value is Oneshot<unknown> {
  return value instanceof OneshotCell;
}
