// Channels against the list model: random steps of several tasks, with cancels and a close at any point.
import type { Overflow } from "@mailslot/core";
import { agree } from "@mailslot/test-support/machine";
import { check } from "@mailslot/test-support/seeded";
import * as fc from "fast-check";
import { test } from "uvu";
import { ListModel } from "./list-model.js";
import { RealChannel } from "./real-channel.js";
import { type ChannelStep, channelSteps } from "./steps.js";

const END: ChannelStep[] = [{ now: "run" }, { now: "close" }, { now: "run" }];

for (const capacity of [0, 1, 2, 3, Number.POSITIVE_INFINITY]) {
  test(`a channel of capacity ${capacity} does what a list would do`, () => {
    check(
      fc.property(channelSteps, (steps) =>
        agree(new RealChannel(capacity), new ListModel(capacity), [...steps, ...END]),
      ),
      { numRuns: 500 },
    );
  });
}

for (const overflow of ["drop-oldest", "drop-newest", "fail"] satisfies Overflow[]) {
  for (const capacity of overflow === "fail" ? [0, 1, 2] : [1, 2]) {
    test(`a channel of capacity ${capacity} with ${overflow} does what a list would do`, () => {
      check(
        fc.property(channelSteps, (steps) =>
          agree(new RealChannel(capacity, overflow), new ListModel(capacity, overflow), [...steps, ...END]),
        ),
        { numRuns: 300 },
      );
    });
  }
}

test.run();
