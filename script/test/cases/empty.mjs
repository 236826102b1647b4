// A suite without a test.
import { test } from "uvu";

test.run();
