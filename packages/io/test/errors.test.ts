// runs under Node alone: it starts a process.
/** What errors of this package say. */
import { isMailslotError } from "@mailslot/core";
import { IoError, ioError, startProcess } from "@mailslot/io";
import { rejection } from "@mailslot/test-support/rejection";
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

test("limits of the system, and what it does not permit, have codes of their own", () => {
  const codes: Record<string, string> = {
    ERR_MAILSLOT_LIMIT: "EDQUOT EFBIG ENAMETOOLONG E2BIG ENOMEM ENOBUFS EAGAIN ENOSPC EMFILE ENFILE EMSGSIZE",
    ERR_MAILSLOT_DENIED: "EACCES EPERM EROFS ETXTBSY",
    ERR_MAILSLOT_NOT_FOUND: "ENOENT ENOTDIR ELOOP",
  };
  for (const [code, causes] of Object.entries(codes)) {
    for (const cause of causes.split(" "))
      assert.is(ioError("x", Object.assign(new Error(), { code: cause })).code, code);
  }
});

test("arguments that are too long for the system are a limit", async () => {
  const error = await rejection(startProcess("true", ["x".repeat(4_000_000)]));
  assert.is(error.code, "ERR_MAILSLOT_LIMIT");
});

test("an IoError is not wrapped again", () => {
  const error = ioError("one", new Error("x"));
  assert.is(ioError("two", error), error);
});

test("an error is made of anything that is thrown, and of any words", () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const evil = {
    toString(): string {
      throw new Error("evil");
    },
  };
  for (const cause of [Symbol("kind"), Object.create(null), proxy, evil, { code: "toString" }, null, undefined, 1n]) {
    const error = ioError("doing it", cause);
    assert.is(error.code, "ERR_MAILSLOT_IO");
    assert.match(error.message, /^doing it failed: /);
    assert.is(error.cause, cause);
    assert.is(ioError(cause as never, new Error("x")).code, "ERR_MAILSLOT_IO");
  }
  assert.is(ioError(Symbol("kind") as never, new Error("x")).message, "Symbol(kind) failed: x");
});

test.run();
