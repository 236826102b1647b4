// runs under Node alone: it stands for a file that does
import { test } from "uvu";

test.run();
