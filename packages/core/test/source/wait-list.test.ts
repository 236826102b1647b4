// The list that sources keep their waiters in: order, leaving, and serving all, whatever a waiter does meanwhile.
import { channel, type NotReady, oneshot, Source, timeout, type Waiter, WaitList } from "@mailslot/core";
import { stage } from "@mailslot/test-support/stage";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const waitLists = suite("wait lists");

waitLists("a list serves first come, first served, and passes over those who refuse", () => {
  const list = new WaitList<string>();
  const [a, b, c] = [recorded("a"), recorded("b", false), recorded("c")];
  for (const waiter of [a, b, c]) list.add(waiter);
  assert.is(list.take(), a);
  assert.is(list.take(), c);
  assert.is(list.take(), null);
  assert.equal([list.head, list.tail], [null, null]);
});

waitLists("a waiter can leave from anywhere in a list, and removing one that is not there does nothing", () => {
  const list = new WaitList<string>();
  const all = [1, 2, 3, 4].map((n) => recorded(String(n)));
  for (const waiter of all) list.add(waiter);
  for (const n of [1, 3, 0, 0]) list.remove(all[n] as Waiter<string>);
  assert.is(list.head, all[2]);
  assert.is(list.tail, all[2]);
  assert.equal([all[1]?.before, all[1]?.after], [null, null]);
});

waitLists("those who begin to wait while all are served are not served", () => {
  const list = new WaitList<string>();
  const log: string[] = [];
  const eager = (name: string): Waiter<string> =>
    recorded(name, true, () => {
      log.push(name);
      list.add(eager(`${name} again`));
    });
  for (const name of ["a", "b"]) list.add(eager(name));
  list.deliverAll("value");
  assert.equal(log, ["a", "b"]);
  list.failAll(() => new Error("end"));
  assert.equal(log, ["a", "b", "a again", "b again"]);
});

waitLists("while all are served, one may take out others: they are not served, and the list stays whole", () => {
  const list = new WaitList<string>();
  const log: string[] = [];
  const [b, c, late] = ["b", "c", "late"].map((name) =>
    recorded(name, true, () => void log.push(name)),
  ) as Waiter<string>[];
  const a = recorded("a", true, () => {
    for (const waiter of [b, c]) list.remove(waiter as Waiter<string>);
  });
  for (const waiter of [a, b, c]) list.add(waiter as Waiter<string>);
  list.deliverAll("value");
  assert.equal([log, list.head, list.tail], [[], null, null]);
  list.add(late as Waiter<string>);
  list.deliverAll("value");
  assert.equal(log, ["late"]);
});

waitLists(
  "an error that cannot be made fails its waiter with what was thrown instead, and the list stays whole",
  () => {
    const list = new WaitList<string>();
    const errors: unknown[] = [];
    for (const name of ["a", "b"]) list.add({ ...recorded(name), fail: (error) => void errors.push(error) });
    list.failAll(() => {
      throw "no error";
    });
    assert.equal(errors, ["no error", "no error"]);
    assert.equal([list.head, list.tail], [null, null]);
  },
);

waitLists("serving all within serving all serves each once", () => {
  const list = new WaitList<string>();
  const log: string[] = [];
  const names = ["a", "b", "c"];
  for (const name of names) {
    list.add(
      recorded(name, true, () => {
        log.push(name);
        list.deliverAll("inner");
      }),
    );
  }
  list.deliverAll("outer");
  assert.equal(log, names);
});

waitLists("a waiter that leaves every list it could be in leaves the others whole", () => {
  const [mine, other] = [new WaitList<string>(), new WaitList<string>()];
  const all = [1, 2, 3].map((n) => recorded(String(n)));
  const others = [4, 5].map((n) => recorded(String(n)));
  for (const waiter of all) mine.add(waiter);
  for (const waiter of others) other.add(waiter);
  for (const waiter of [...all].reverse()) {
    for (const list of [other, mine, other]) list.remove(waiter);
    assert.equal([mine.head === waiter, mine.tail === waiter], [false, false]);
    mine.add(waiter);
  }
  assert.equal([mine.take(), mine.take(), mine.take(), mine.take()], [...all.reverse(), null]);
  assert.equal([other.take(), other.take(), other.take()], [...others, null]);
});

waitLists("a waiter of a compact source leaves no list by mistake, nor does one of a list leave that source", () => {
  for (const count of [1, 2, 3]) {
    const [own, list, once] = [stage(), channel<number>(), oneshot<number>()];
    const got: number[] = [];
    for (let n = 0; n < count; n++) {
      own.go(function* () {
        got.push(yield* new Either(once, list.recv()));
      });
      own.go(function* () {
        got.push(yield* new Either(list.recv(), once));
      });
    }
    for (const [one, other] of [
      [list.recv(), once],
      [once, list.recv()],
    ] as const) {
      const impatient = own.go(() => timeout(new Either(one, other), 5));
      own.loop.advance(5);
      assert.is(impatient.status, "failed");
      own.go(function* () {
        got.push(yield* new Either(one, other));
      });
    }
    own.run();
    for (let n = 0; n <= count; n++) list.send(n);
    once.send(9);
    own.run();
    assert.equal(got.sort(), [...Array(count + 1).keys(), ...Array(count + 1).fill(9)]);
    assert.equal(own.left(), { tasks: [], timers: 0 });
  }
});

/** Waits for one source, and leaves both. */
class Either<T> extends Source<T> {
  private readonly one: Source<T>;
  private readonly other: Source<T>;

  constructor(one: Source<T>, other: Source<T>) {
    super();
    this.one = one;
    this.other = other;
  }

  poll(): T | NotReady {
    return this.one.poll();
  }

  subscribe(waiter: Waiter<T>): void {
    this.one.subscribe(waiter);
  }

  unsubscribe(waiter: Waiter<T>): void {
    this.other.unsubscribe(waiter);
    this.one.unsubscribe(waiter);
    this.other.unsubscribe(waiter);
  }
}

if (process.execArgv.includes("--conditions=development")) {
  waitLists("the development build says when a waiter enters two lists", () => {
    const waiter = recorded("twice");
    new WaitList<string>().add(waiter);
    const list = new WaitList<string>();
    list.add(waiter);
    assert.throws(() => list.add(waiter), "invariant: a waiter stands in at most one list");
  });
}

function recorded(
  name: string,
  willing = true,
  served: () => void = () => undefined,
): Waiter<string> & { name: string } {
  return { name, after: null, before: null, claim: () => willing, deliver: served, fail: served };
}

waitLists.run();
