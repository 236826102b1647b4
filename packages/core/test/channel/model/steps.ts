/** The steps that the model of channels and the real ones are put through. */
import * as fc from "fast-check";

/** What a task of its own does, when it is run: `fire` is a send that nobody waits for. */
export type Act = "send" | "sending" | "fire" | "recv" | "recvMany" | "reserve";

/** Who does what; `which` picks one of the tasks or permits that are there, and `max` is the limit of recvMany. */
export type ChannelStep =
  | { readonly task: Act; readonly max: number }
  | { readonly now: "run" | "trySend" | "tryRecv" | "drain" | "tryReserve" | "close" }
  | { readonly now: "cancel" | "use" | "release"; readonly which: number };

const which = fc.nat({ max: 7 });
const task = (act: Act) => fc.record({ task: fc.constant(act), max: fc.integer({ min: 1, max: 3 }) });

export const channelSteps: fc.Arbitrary<ChannelStep[]> = fc.array(
  fc.oneof(
    { weight: 15, arbitrary: fc.constant<ChannelStep>({ now: "run" }) },
    {
      weight: 24,
      arbitrary: fc.oneof(...(["send", "sending", "fire", "recv", "recvMany", "reserve"] as const).map(task)),
    },
    { weight: 12, arbitrary: fc.record({ now: fc.constantFrom("trySend", "tryRecv", "drain", "tryReserve") }) },
    { weight: 12, arbitrary: fc.record({ now: fc.constantFrom("cancel", "use", "release"), which }) },
    { weight: 1, arbitrary: fc.constant<ChannelStep>({ now: "close" }) },
  ),
  { minLength: 5, maxLength: 60 },
);
