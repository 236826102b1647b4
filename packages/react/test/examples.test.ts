// watchdog: 180 s
// runs under Node alone: the examples render as a server does.
/** What the documentation of the package shows is so. */
import { testExamples } from "@mailslot/test-support/examples";
import { test } from "uvu";

testExamples(import.meta.url, {
  prints: { "README.md": ["<p>3 messages for Ada</p>\n"] },
  each: "process",
});

test.run();
