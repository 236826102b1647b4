// One test that passes and one that fails.
import { test } from "uvu";

test("good", () => {});
test("bad", () => {
  throw new Error("this is bad");
});
test.run();
