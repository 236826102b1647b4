// Passes where the clock leaps ahead between many of the looks at it.
import { test } from "uvu";
import * as assert from "uvu/assert";

test("the clock leaps", () => {
  const looks = Array.from({ length: 1000 }, () => performance.now());
  const leaps = looks.filter((time, n) => time - looks[n - 1] >= 1.5).length;
  assert.ok(leaps > 100, `${leaps} leaps between 1000 looks`);
});

test.run();
