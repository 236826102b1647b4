// Tests that are never started.
import { test } from "uvu";

test("forgotten", () => {});
