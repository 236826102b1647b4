// watchdog: 20 s
// A test that needs longer than the limit it is given.
import { test } from "uvu";

test("takes its time", () => new Promise((done) => setTimeout(done, 1500)));
test.run();
