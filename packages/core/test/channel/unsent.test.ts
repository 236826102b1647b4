// runs under Node alone: it starts Node programs, and looks at how they end.
/** Sends that nobody waits for, and that fail: each is reported, where it was sent from, with its message. */
import { ClosedError, channel } from "@mailslot/core";
import { runProgram } from "@mailslot/test-support/program";
import { stage } from "@mailslot/test-support/stage";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const unsent = suite("unsent");

unsent("every send that waits unheeded when its channel closes is reported, in order", () => {
  const { go, run, unhandled } = stage();
  const words = channel<string>({ name: "jobs", capacity: 1 });
  go(function* careless() {
    for (const word of ["fits", "waits", "waits too"]) words.send(word);
  });
  run();
  words.close();
  run();
  assert.equal(
    unhandled.map((error) => (error as ClosedError).unsent),
    ["waits", "waits too"],
  );
  assert.is((unhandled[0] as Error).message, "channel jobs is closed: the message comes back as error.unsent");
});

unsent("it is reported to the scheduler it was sent from, whoever closes", () => {
  const [careless, tidy] = [stage("careless"), stage("tidy")];
  const words = channel<string>(0);
  careless.go(() => {
    words.send("never received");
  });
  careless.run();
  tidy.go(() => words.close());
  tidy.run();
  careless.run();
  assert.equal(tidy.unhandled, []);
  assert.is(careless.unhandled.length, 1);
  assert.instance(careless.unhandled[0], ClosedError);
});

unsent("a send whose task waited, and was cancelled before the close, is not reported: it was withdrawn", () => {
  const { go, run, unhandled } = stage();
  const words = channel<string>(0);
  const task = go(() => words.send("withdrawn"));
  run();
  task.cancel();
  run();
  words.close();
  run();
  assert.equal(unhandled, []);
});

unsent("by default it ends the program, which says what failed and what to do", () => {
  const { code, stderr } = runProgram(`
    import { channel } from "@mailslot/core";
    const words = channel({ name: "jobs", capacity: 1 });
    words.send("fits");
    words.send("nobody waits for this");
    words.close();
  `);
  assert.is(code, 1);
  assert.match(stderr, "UnhandledTaskError: a send failed, and nobody waits for it: channel jobs is closed");
  assert.match(stderr, "Wait for it, or set onUnhandled");
  assert.match(stderr, "unsent: 'nobody waits for this'");
});

unsent("a send that is awaited later in the same turn of the host is not reported", () => {
  const { code, stdout } = runProgram(`
    import { channel } from "@mailslot/core";
    const words = channel(0);
    const sent = words.send("hello");
    words.close();
    try {
      await sent;
    } catch (error) {
      console.log(error.name, error.unsent);
    }
  `);
  assert.is(stdout.trim(), "ClosedError hello");
  assert.is(code, 0);
});

unsent.run();
