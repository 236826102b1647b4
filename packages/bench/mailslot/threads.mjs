// The threads that the rows of threads run on.

import { startThreads } from "@mailslot/threads";

export const threads = (workers) => startThreads({ workers, entry: new URL("../threads/work.mjs", import.meta.url) });
