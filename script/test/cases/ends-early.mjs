// A test that waits for a promise that never settles, so the process has nothing left to do.
import { test } from "uvu";

test("waits for nothing", () => new Promise(() => {}));
test.run();
