/** What a job is given and gives back where the thread that made it runs it: what another would get, in development builds. */

import { rejection } from "@mailslot/test-support/rejection";
import { startThreads, type Threads } from "@mailslot/threads";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Work, work } from "../work.js";

const isDevelopment = import.meta.resolve("@mailslot/threads").includes("/development/");

let threads: Threads;
let jobs: Work;

test.before(async () => {
  jobs = (await import(work.href)) as Work;
  const execArgv = isDevelopment ? ["--conditions=development"] : [];
  threads = await startThreads({ workers: 1, entry: work, execArgv });
});
test.after(() => threads.close());

test("a job that its own worker runs gets its arguments as they are, and copies in a development build", async () => {
  const same = await threads.run(jobs.givesItself);
  assert.is(same, !isDevelopment);
});

test("what cannot cross is refused in a development build, also where it need not cross", async () => {
  const given = await threads.run(jobs.givesFunction);
  if (!isDevelopment) {
    assert.equal(given, ["function", "function"]);
    return;
  }
  assert.match(given[0] as string, /^args\[0\] of job "echo"/);
  assert.match(given[1] as string, /^the result\.draw of job "returnsFunction"/);
});

test("an error keeps its class either way", async () => {
  const error = await rejection(threads.run(jobs.failsHere));
  assert.instance(error, jobs.Sunk);
});

test.run();
