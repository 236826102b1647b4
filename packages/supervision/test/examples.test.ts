// watchdog: 180 s
// runs under Node alone: it runs the examples as Node programs.
/** What the documentation of the package shows is so. */
import { testExamples } from "@mailslot/test-support/examples";
import { test } from "uvu";

testExamples(import.meta.url, {
  prints: {
    "README.md": [/^UnknownOutcomeError: worker#\d+ exited .*\n1\n2\n$/],
    "../../docs/guide/observing.md": [],
  },
});

test.run();
