// A test that passes, followed by an error.
import { test } from "uvu";

test("passes", () => {
  setTimeout(() => {
    throw new Error("too late");
  }, 50);
});
test.run();
