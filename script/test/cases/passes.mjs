// Two tests that pass.
import { test } from "uvu";

test("one", () => {});
test("two", () => {});
test.run();
