// Tests that nobody starts.
import { test } from "uvu";

test("forgotten", () => {});
