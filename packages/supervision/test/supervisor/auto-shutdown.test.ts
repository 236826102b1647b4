/** Auto-shutdown: supervisors that end with their significant children. */
import { exitOf } from "@mailslot/actor";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { scene } from "../stage.js";

const test = suite("auto-shutdown");

test("the end of a significant child ends a supervisor that shuts down with any", () => {
  const on = scene();
  const significant = { restart: "transient", significant: true } as const;
  const sup = on.start({ autoShutdown: "any-significant", children: [on.spec("a", significant), on.spec("b")] });
  on.news();
  on.crash(sup, "a");
  assert.is(sup.alive, true);
  on.worker(sup, "a").tell.end("normal");
  on.run();
  assert.is(on.now(exitOf(sup.ref)), "shutdown");
  assert.is(on.news(), "-a crash, +a, -a normal, -b shutdown");
});

test("the end of the last significant child ends a supervisor that shuts down with all", () => {
  const on = scene();
  const significant = { restart: "temporary", significant: true } as const;
  const children = [on.spec("a", significant), on.spec("b", significant), on.spec("c")];
  const sup = on.start({ autoShutdown: "all-significant", children });
  on.crash(sup, "a");
  assert.is(sup.alive, true);
  on.crash(sup, "b");
  assert.is(sup.alive, false);
});

test("a significant child that is terminated on request ends no supervisor", () => {
  const on = scene();
  const sup = on.start({
    autoShutdown: "any-significant",
    children: [on.spec("a", { restart: "transient", significant: true })],
  });
  on.now(sup.terminateChild("a"));
  assert.is(sup.alive, true);
});

test.run();
