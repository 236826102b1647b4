/**
 * What every source promises to whoever waits on it: `poll` and `subscribe` agree, a waiter is claimed before it is
 * given anything, one that refuses or has left gets nothing and costs the others nothing. A test of it runs once for
 * each source.
 */
import { notReady, type Source, type Waiter } from "@mailslot/core";
import { select } from "@mailslot/select";
import { rejection } from "@mailslot/test-support/rejection";
import { type Stage, stage } from "@mailslot/test-support/stage";
import { test } from "uvu";
import * as assert from "uvu/assert";

/** A source under test. */
export interface Subject {
  readonly source: Source<unknown>;
  /** Makes the source give something once more. */
  happen(): void | Promise<void>;
  /** Whether what happens goes to all that wait; else to the first. */
  readonly toAll?: boolean;
  /** Whether what happens while nobody waits is gone. */
  readonly forgets?: boolean;
  /** Whether one wait at a time is all it takes. */
  readonly single?: boolean;
}

export type MakeSubject = (scene: Stage) => Subject;

/** A waiter that keeps what it is given, and refuses when it is told to. */
class Probe implements Waiter<unknown> {
  after: Waiter | null = null;
  before: Waiter | null = null;
  claims = 0;
  given: unknown[] = [];
  readonly open: boolean;

  constructor(open = true) {
    this.open = open;
  }
  claim(): boolean {
    this.claims++;
    return this.open && this.given.length === 0;
  }
  deliver(value: unknown): void {
    this.given.push(value);
  }
  fail(error: unknown): void {
    this.given.push(error);
  }
}

/** Lets promise jobs run, and what tasks they wake, and the host poll: a promise may be completed only then. */
function settle({ loop }: Stage): Promise<void> {
  return loop.settle();
}

export function sourceContract(name: string, make: MakeSubject): void {
  const it = (sentence: string, body: (scene: Stage, subject: Subject) => Promise<void>): void =>
    void test(`${name}: ${sentence}`, async () => {
      const scene = stage();
      let subject: Subject | undefined;
      scene.go(() => void (subject = make(scene))); // made in a task, so that time is that of the stage
      scene.run();
      await body(scene, subject as Subject);
    });

  async function happen(scene: Stage, { happen }: Subject): Promise<void> {
    await happen();
    await settle(scene);
  }

  it("has nothing before it happens, and gives it to a task that waits", async (scene, subject) => {
    assert.is(subject.source.poll(), notReady);
    const task = scene.go(() => subject.source);
    await settle(scene);
    assert.is(task.status, "waiting");
    await happen(scene, subject);
    assert.is(task.status, "completed");
  });

  it("gives it to a promise", async (scene, subject) => {
    let given = 0;
    subject.source.then(() => given++);
    await settle(scene);
    assert.is(given, 0);
    await happen(scene, subject);
    assert.is(given, 1);
  });

  it("claims a waiter once, and gives it one thing", async (scene, subject) => {
    const probe = new Probe();
    subject.source.poll();
    subject.source.subscribe(probe);
    await happen(scene, subject);
    assert.equal([probe.claims, probe.given.length], [1, 1]);
  });

  it("gives nothing to a waiter that has left, and bears that one leaves that never came", async (scene, subject) => {
    const [left, never] = [new Probe(), new Probe()];
    subject.source.poll();
    subject.source.subscribe(left);
    subject.source.unsubscribe(left);
    subject.source.unsubscribe(never);
    await happen(scene, subject);
    assert.equal([left.given, never.given], [[], []]);
    if (subject.forgets !== true) assert.is.not(subject.source.poll(), notReady);
  });

  it("loses nothing by a waiter that refuses", async (scene, subject) => {
    const [refusing, next] = [new Probe(false), new Probe()];
    subject.source.poll();
    subject.source.subscribe(refusing);
    if (subject.single !== true) subject.source.subscribe(next);
    await happen(scene, subject);
    assert.equal(refusing.given, []);
    if (subject.single !== true) assert.is(next.given.length, 1);
    else assert.is.not(subject.source.poll(), notReady);
  });

  it("serves those who wait in order, or all of them", async (scene, subject) => {
    if (subject.single === true) return;
    const probes = [new Probe(), new Probe()];
    for (const probe of probes) {
      subject.source.poll();
      subject.source.subscribe(probe);
    }
    await happen(scene, subject);
    assert.equal(
      probes.map(({ given }) => given.length),
      subject.toAll === true ? [1, 1] : [1, 0],
    );
  });

  it("wins as a case of a select, and keeps what it has when another case wins", async (scene, subject) => {
    const { go } = scene;
    const gate = go(() => undefined);
    const lost = go(() => select({ gate, it: subject.source }, { biased: true }));
    await settle(scene);
    assert.equal(await lost, { case: "gate", value: undefined });
    const won = go(function* () {
      return (yield* select({ it: subject.source })).case;
    });
    await settle(scene);
    assert.is(won.status, "waiting");
    await happen(scene, subject);
    assert.is(await won, "it");
  });

  it("takes nothing for a task that is cancelled while it waits", async (scene, subject) => {
    const cancelled = scene.go(() => subject.source);
    await settle(scene);
    cancelled.cancel();
    await settle(scene);
    assert.is((await rejection(cancelled)).code, "ERR_MAILSLOT_CANCELLED");
    const next = scene.go(() => subject.source);
    await settle(scene);
    await happen(scene, subject);
    assert.is(next.status, "completed");
  });
}
