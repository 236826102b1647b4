// watchdog: 180 s
// runs under Node alone: it runs the examples as Node programs.
/** What the documentation of the package shows is so. */
import { testExamples } from "@mailslot/test-support/examples";
import { test } from "uvu";

testExamples(import.meta.url, {
  prints: {
    "README.md": [
      "105\n",
      "account opens\ngot 30\n70\nbalance 70\naccount refused transfer: only 70 are there\ngot 1\n",
      "out\n",
      "5\n",
      "100\n",
      "page 1\npage 2\npage 3\ncancelled\npage 4\npage 5\n",
      "Ada enters\nGrace enters\nclosed\n",
      "hello\nagain, Ada\nnormal\n",
      "[ 1, 4, 9 ]\n25\n",
      /^(draw 101\n|latest 101\n|draw 102\n){3}$/, // who of two subscribers is first, nothing says
      "mine\nmine again\n",
    ],
  },
});

test.run();
