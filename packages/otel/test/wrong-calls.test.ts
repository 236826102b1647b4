/** What is given wrongly is refused where it is given, and leaves nothing. */
import { instrument } from "@mailslot/otel";
import { test } from "uvu";
import * as assert from "uvu/assert";

const refused = (call: () => unknown, what: string): void =>
  assert.throws(call, (error: { code?: string; message: string }) => {
    assert.is(error.code, "ERR_MAILSLOT_ARGUMENT");
    assert.match(error.message, what);
    return true;
  });

test("wrong options of instrument() are refused, each by its name", () => {
  refused(() => instrument(null as never), "instrument()");
  refused(() => instrument({ tracer: {} as never }), "tracer");
  refused(() => instrument({ meter: 1 as never }), "meter");
  refused(() => instrument({ scheduler: {} as never }), "scheduler");
  refused(() => instrument({ tells: "both" as never }), "tells");
  refused(() => instrument({ reports: {} as never }), "reports");
});

test("wrong handlers, routes and threads are refused", () => {
  const telemetry = instrument();
  refused(() => telemetry.http(undefined as never), "handler");
  refused(() => telemetry.http(() => {}, { route: "/" as never }), "route");
  refused(() => telemetry.threads({} as never), "threads");
  telemetry[Symbol.dispose]();
});

test("without an SDK there is nothing to trace and to measure with", () => {
  const telemetry = instrument();
  assert.equal([telemetry.traces, telemetry.measures], [false, false]);
  telemetry[Symbol.dispose]();
});

test.run();
