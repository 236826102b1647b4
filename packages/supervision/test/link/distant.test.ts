/** Bonds with actors elsewhere: two homes on one stage, and a wire between them that the test pumps. */
import {
  type AnyRef,
  type Distant,
  defineActor,
  type ExitReason,
  exited,
  exitOf,
  isRef,
  kill,
  refer,
  type Signal,
  stop,
  taskOf,
} from "@mailslot/actor";
import { reasonOf } from "@mailslot/actor/engine";
import { watchEnd } from "@mailslot/core";
import {
  carryBonds,
  deliverExit,
  deliverLink,
  deliverMonitor,
  deliverUnlink,
  demonitor,
  exit,
  link,
  monitor,
  supervisor,
  trapExits,
  unlink,
} from "@mailslot/supervision";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { code, endOf, kinds, type Puppet, said, stage } from "../stage.js";

const Elsewhere = defineActor("elsewhere", { receive: {}, signal() {} });

/** A wire between the homes of `a` and `b`: `seen` gives each as the other's home sees it. */
function wire(on: ReturnType<typeof stage>, a: Puppet, b: Puppet) {
  const frames: (() => void)[] = [];
  const proxies = new Map<object, AnyRef>();
  const proxyOf = (who: object): AnyRef => proxies.get(who) as AnyRef;
  for (const { who } of [a, b]) {
    const end = (reason: ExitReason, cause: "exit" | "link" | "parent", from: object) =>
      frames.push(() => deliverExit(who, proxies.get(from) ?? from, reason, cause));
    const distant = {
      watched: (sees) => {
        const tell = (reason: ExitReason): boolean => {
          frames.push(() => exited(proxyOf(who), reason));
          return sees;
        };
        frames.push(() => {
          if (endOf(who) !== "alive") tell("noproc");
          else watchEnd(isRef(who) ? taskOf(who) : who, { ended: (outcome) => tell(reasonOf(outcome)) });
        });
      },
      signal: (_signal: Signal) => {},
      stop: (reason) => frames.push(() => stop(who as AnyRef, reason)),
      kill: () => frames.push(() => kill(who as AnyRef)),
    } as Partial<Distant> as Distant;
    const ref = refer(Elsewhere, `the far ${who.name}`, distant, { scheduler: on.scheduler });
    proxies.set(who, ref);
    carryBonds(ref, {
      link: (peer) =>
        frames.push(() => {
          if (!deliverLink(who, proxyOf(peer))) frames.push(() => deliverExit(peer, ref, "noproc", "link"));
        }),
      unlink: (peer) => frames.push(() => deliverUnlink(who, proxyOf(peer))),
      exit: (from, reason, cause) => end(reason, cause, from),
    });
  }
  return {
    near: proxyOf(a.who),
    far: proxyOf(b.who),
    frames,
    pump() {
      on.run();
      for (let frame = frames.shift(); frame !== undefined; frame = frames.shift()) {
        frame();
        on.run();
      }
    },
  };
}

function pair(kind: "actor" | "task" = "actor") {
  const on = stage();
  const [a, b] = [on.puppet(kind, "a"), on.puppet(kind, "b")];
  return { ...on, a, b, ...wire(on, a, b) };
}

for (const kind of kinds) {
  test(`${kind}: a link ends the other with the reason, whichever end ends`, () => {
    for (const ends of ["a", "b"] as const) {
      const { a, b, far, pump } = pair(kind);
      a.act(() => link(far));
      pump();
      exit({ a, b }[ends].who, "broken");
      pump();
      assert.equal([a.end(), b.end()], ["broken", "broken"]);
    }
  });

  test(`${kind}: one that traps is told, by the ref of the one elsewhere`, () => {
    const { a, b, far, near, pump } = pair(kind);
    trapExits(true, a.who);
    b.act(() => link(near));
    pump();
    exit(b.who, "broken");
    pump();
    const heard = a.heard;
    assert.equal(said(heard), [["exit", "broken"]]);
    assert.is(heard[0]?.from, far);
    assert.is(a.end(), "alive");
  });
}

test("a link to one that has ended gives noproc", () => {
  const { a, b, far, pump } = pair();
  exit(b.who, "shutdown");
  pump();
  a.act(() => link(far));
  pump();
  assert.is(a.end(), "noproc");
});

test("after an unlink nothing of the link arrives, whoever has unlinked", () => {
  for (const who of ["a", "b"] as const) {
    const { a, b, far, near, pump, frames } = pair();
    a.act(() => link(far));
    pump();
    if (who === "a") a.act(() => unlink(far));
    else b.act(() => unlink(near));
    pump();
    exit(a.who, "broken");
    pump();
    assert.equal([a.end(), b.end(), frames], ["broken", "alive", []]);
  }
});

test("an exit signal under way when its receiver unlinks is dropped", () => {
  const { a, b, far, near, run, pump } = pair();
  a.act(() => link(far));
  pump();
  exit(a.who, "broken");
  run();
  unlink(near, b.who);
  pump();
  assert.is(b.end(), "alive");
});

test("a kill is a kill at home, and by a link a reason like any other", () => {
  const { b, far, pump, now } = pair();
  trapExits(true, b.who);
  exit(far, "kill");
  pump();
  assert.is(b.end(), "killed");
  assert.is(now(exitOf(b.who as AnyRef)), "killed");
});

test("a monitor hears of the end, of one that ended before, and of a lost connection", () => {
  const { a, b, far, pump } = pair();
  monitor(far, a.who);
  const second = monitor(far, a.who);
  pump();
  demonitor(second);
  exit(b.who, "broken");
  pump();
  assert.equal(said(a.heard), [["down", "broken"]]);
  monitor(far, a.who);
  pump();
  assert.equal(said(a.heard).at(-1), ["down", "noproc"]);
});

test("a lost connection is an exit signal to all that are linked", () => {
  const { a, far, pump } = pair();
  a.act(() => link(far));
  pump();
  exited(far, "noconnection");
  pump();
  assert.is(a.end(), "noconnection");
});

test("a failure that was handed to another home is reported there alone, if nobody has seen it", () => {
  const { b, far, a, pump, unhandled } = pair();
  a.act(() => link(far));
  pump();
  const error = new Error("broken");
  b.act(() => {
    throw error;
  });
  pump();
  assert.is(a.end(), error);
  assert.is(unhandled.length, 1);
  assert.match(String(unhandled[0]), "broken");
});

test("a supervisor shuts down a child elsewhere, and starts another when the connection is lost", () => {
  const { b, far, pump, now, scheduler, puppet, run } = pair();
  const starts = [far, puppet("actor").who as AnyRef];
  const sup = now(supervisor({ scheduler, children: [{ id: "child", start: () => starts.shift() as AnyRef }] }));
  exited(far, "noconnection");
  run();
  assert.is((sup.child("child") as AnyRef).name.startsWith("puppet"), true);
  assert.is(b.end(), "alive");
  pump();
  const other = pair();
  const second = other.now(
    supervisor({ scheduler: other.scheduler, children: [{ id: "child", start: () => other.far }] }),
  );
  stop(second.ref);
  other.pump();
  assert.is(other.b.end(), "shutdown");
});

test("a failure that somebody elsewhere monitors is seen, also when it ends others through links", () => {
  const { a, b, run, unhandled } = pair();
  const reasons: ExitReason[] = [];
  a.act(() => link(b.who));
  run();
  for (const { who } of [a, b]) deliverMonitor(who, (reason) => reasons.push(reason));
  const error = new Error("broken");
  a.act(() => {
    throw error;
  });
  run();
  deliverMonitor(a.who, (reason) => reasons.push(reason));
  assert.equal([reasons, unhandled], [[error, error, "noproc"], []]);
});

test("a monitor of somebody elsewhere that was ended is told nothing, and a failure is not seen by it", () => {
  const { a, run, unhandled } = pair();
  const reasons: ExitReason[] = [];
  const end = deliverMonitor(a.who, (reason) => reasons.push(reason));
  for (const stop of [end, end]) stop();
  a.act(() => {
    throw new Error("broken");
  });
  run();
  end();
  assert.equal([reasons, unhandled.length], [[], 1]);
  deliverMonitor(a.who, (reason) => reasons.push(reason))();
  assert.equal(reasons, ["noproc"]);
});

test("the bonds of one that lives here are not carried", () => {
  const { a } = pair();
  assert.is(
    code(() => carryBonds(a.who as AnyRef, {} as never)),
    "ERR_MAILSLOT_NOT_LINKABLE",
  );
});

test.run();
