// A test that passes and leaves an error behind.
import { test } from "uvu";

test("passes", () => {
  setTimeout(() => {
    throw new Error("too late");
  }, 50);
});
test.run();
