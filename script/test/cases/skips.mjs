// A test that is skipped.
import { test } from "uvu";

test("good", () => {});
// biome-ignore lint/suspicious/noSkippedTests: this case is a skipped test
test.skip("skipped", () => {});
test.run();
