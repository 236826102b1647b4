/** What errors of this package say. */
import { isMailslotError } from "@mailslot/core";
import { IoError, ioError } from "@mailslot/io";
import { test } from "uvu";
import * as assert from "uvu/assert";

test("an error of the platform keeps its place as the cause, and says what happened to what", () => {
  const cause = Object.assign(new Error("bind EADDRINUSE"), { code: "EADDRINUSE" });
  const error = ioError("listening on 127.0.0.1:80", cause);
  assert.instance(error, IoError);
  assert.is(error.code, "ERR_MAILSLOT_ADDRESS_IN_USE");
  assert.is(error.cause, cause);
  assert.match(error.message, /^listening on 127\.0\.0\.1:80 failed: the address is in use.*\(EADDRINUSE\)$/);
  assert.ok(isMailslotError(error));
});

test("what the platform has no code for, or an unknown one, keeps its own words", () => {
  const error = ioError("reading it", new Error("the tape is torn"));
  assert.is(error.code, "ERR_MAILSLOT_IO");
  assert.is(error.message, "reading it failed: the tape is torn");
  assert.is(ioError("doing it", "anything").message, "doing it failed: anything");
});

test("an IoError is not wrapped again", () => {
  const error = ioError("one", new Error("x"));
  assert.is(ioError("two", error), error);
});

test.run();
