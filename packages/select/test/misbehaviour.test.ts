// watchdog: 120 s
/**
 * Whatever the code of sources does while a select polls, enters and leaves them: exactly one case completes, nothing
 * that was taken is lost or doubled, no task waits for what is there, each error comes to the task that it concerns, and
 * in the end no waiter, listener or timer is left.
 */
import { anySeed } from "@mailslot/test-support/misbehave";
import { test } from "uvu";
import { Company } from "./company.js";

test("selects and loops over sources that do anything keep what select promises", () => {
  anySeed((seed) => {
    const company = new Company(seed);
    company.perform();
    company.calm();
    company.checkNoneWaitsInVain();
    company.checkNothingLost();
    company.checkErrors();
    company.giveUp();
    company.checkNothingLeft();
  }, 2_000);
});

test.run();
