// A hook that throws, which uvu does not report.
import { test } from "uvu";

test.before(() => {
  throw new Error("no set-up");
});
test("never reached", () => {});
test.run();
