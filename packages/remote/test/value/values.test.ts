/** Which values cross, and as what. */

import { inspect } from "node:util";
import { type AnyRef, defineActor, exitOf, RejectedError, stop } from "@mailslot/actor";
import { ClosedError, isMailslotError } from "@mailslot/core";
import { carry, RemoteError } from "@mailslot/remote";
import { exit } from "@mailslot/supervision";
import * as fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { stage } from "../stage.js";

class Shape extends Error {
  readonly sides: number;
  override readonly name: string = "Shape";

  constructor(sides: number) {
    super(`a shape of ${sides} sides`);
    this.sides = sides;
  }
}

const Echo = defineActor("echo", {
  receive: {
    same: (_ctx, value: unknown) => value,
    sum(_ctx, words: Int32Array) {
      words[1] = (words[0] as number) + 1;
    },
    end: (ctx, reason: unknown) => ctx.stop(reason as Error),
  },
});

function scene(errors: (typeof Shape)[] = []) {
  const on = stage([Echo], {}, { errors });
  const far = on.now(on.toB.spawn(Echo));
  return { ...on, far, through: <T>(value: T): T => on.now(far.ask.same(value)) as T };
}

test("what structured clone takes crosses", () => {
  const { through } = scene();
  const data = {
    n: [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, 5n, 2n ** 70n, -(2n ** 64n)],
    s: ["", "ünïcode 😀", "x".repeat(1_000)],
    none: [undefined, null, true],
    when: new Date(1e12),
    pattern: /a+/giu,
    map: new Map<unknown, unknown>([
      [1, { a: 1 }],
      ["k", new Set(["s"])],
    ]),
    bytes: new Uint8Array([1, 2, 3]),
    floats: new Float64Array([1.5, -2]),
    longs: new BigInt64Array([3n]),
    buffer: new Uint8Array([9]).buffer,
    deep: [[[[[{}]]]]],
  };
  assert.equal(through(data), data);
  assert.ok(Object.is(through(-0), -0));
  assert.is(String(through(new Date(Number.NaN))), "Invalid Date");
  assert.equal(through([]), []);
});

test("holes, boxed values, texts of every kind and a property named __proto__ cross", () => {
  const { through } = scene();
  const holes = [0, 1, 2, undefined];
  for (const n of [0, 2]) delete holes[n];
  const copy = through(holes);
  assert.equal([copy.length, 0 in copy, 2 in copy, 3 in copy], [4, false, false, true]);
  assert.equal(
    [Object(1), Object("s"), Object(false)].map((each) => through(each).valueOf()),
    [1, "s", false],
  );
  for (const text of [
    "\ud800 alone",
    "\ud800".repeat(100),
    "\ufeffmark",
    "é".repeat(33),
    "日本".repeat(9_000),
    "\0".repeat(40),
  ])
    assert.is(through(text), text);
  const odd = JSON.parse('{ "__proto__": { "x": 1 } }');
  assert.equal(Object.entries(through(odd)), [["__proto__", { x: 1 }]]);
});

/** All of a value as a text: `isDeepStrictEqual` holds two invalid dates for different (Node 20). */
function whole(value: unknown): string {
  return inspect(value, { depth: null, maxArrayLength: null, maxStringLength: null });
}

test("any value of JSON, and numbers and texts of any kind, come back as they were", () => {
  const { through } = scene();
  fc.assert(
    fc.property(
      fc.anything({
        withBigInt: true,
        withDate: true,
        withMap: true,
        withSet: true,
        withTypedArray: true,
        withSparseArray: true,
        withNullPrototype: true,
      }),
      (value) => assert.is(whole(through(value)), whole(value)),
    ),
    { numRuns: 300 },
  );
});

test("an instance of a class below Map, Set or Date is refused, since it would lose its class", () => {
  const { far } = scene();
  class Book extends Map {}
  assert.throws(() => far.ask.same(new Book()), /args\[0\] is an instance of Book/);
});

test("what is sent while a value is written goes by itself", () => {
  const { through, far, now } = scene();
  const first = {
    get noisy(): number {
      far.tell.same("meanwhile");
      return 1;
    },
  };
  assert.equal(through({ before: [1, 2], first, behind: "x" }), { before: [1, 2], first: { noisy: 1 }, behind: "x" });
  assert.is(now(far.ask.same(5)), 5);
});

/** A value in so many others, arrays and objects by turns. */
function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let n = 0; n < depth; n++) value = n % 2 === 0 ? { next: value } : [value];
  return value;
}

test("what is nested too deep is refused where it is sent, however deep, and a long way is told in short", () => {
  const { through } = scene();
  assert.equal(through(nested(500)), nested(500));
  for (const depth of [502, 5_000, 100_000]) {
    let error: unknown;
    try {
      through(nested(depth));
    } catch (thrown) {
      error = thrown;
    }
    assert.instance(error, RemoteError);
    const { code, message } = error as RemoteError;
    assert.is(code, "ERR_MAILSLOT_NOT_CARRIED");
    assert.match(message, /^args(?:\[0\]|\.next){8}…(?:\[0\]|\.next){8} is nested more than 500 deep, which cannot/);
  }
  assert.is(through(1), 1);
});

test("an error with a long chain of causes arrives, and says where it was cut", () => {
  const { through } = scene();
  let error = new Error("the first");
  for (let n = 0; n < 10_000; n++) error = new Error(`error ${n}`, { cause: error });
  let last: unknown = through(error);
  let length = 0;
  for (; last instanceof Error; last = last.cause) length++;
  assert.ok(length > 100 && length <= 502, `${length} causes have come`);
  assert.match(String(last), /^\[not carried: .* is nested more than 500 deep/);
});

test("cycles and identities cross", () => {
  const { through } = scene();
  const shared = { x: 1 };
  const value: Record<string, unknown> = { a: shared, b: [shared] };
  value.self = value;
  const copy = through(value);
  assert.is(copy.self, copy);
  assert.is((copy.b as unknown[])[0], copy.a);
});

test("a value with something special in it keeps cycles and identities, and is not changed", () => {
  const { through, far } = scene();
  const value: Record<string, unknown> = {
    far,
    zero: -0,
    list: [far],
    when: new Date(5),
    byKey: new Map([["far", far]]),
  };
  value.self = value;
  const copy = through(value);
  assert.is(copy.self, copy);
  assert.is(copy.far, far);
  assert.is((copy.list as unknown[])[0], far);
  assert.is((copy.byKey as Map<string, unknown>).get("far"), far);
  assert.equal(copy.when, new Date(5));
  assert.is(value.far, far);
});

test("shared memory is the same at both ends", () => {
  const { far, now, through } = scene();
  const words = new Int32Array(new SharedArrayBuffer(8));
  words[0] = 41;
  now(far.ask.sum(words));
  assert.is(words[1], 42);
  assert.is(through({ buffer: words.buffer }).buffer, words.buffer);
});

test("an error keeps class, message, code, cause, own properties and stack", () => {
  const { through } = scene([Shape]);
  const cause = new TypeError("deep");
  const error = Object.assign(new Shape(3), { code: "E_SHAPE", extra: { at: [1] } });
  error.cause = cause;
  const copy = through(error);
  assert.instance(copy, Shape);
  assert.instance(copy.cause, TypeError);
  assert.equal([copy.message, copy.sides, copy.code, copy.extra], [error.message, 3, "E_SHAPE", { at: [1] }]);
  assert.ok(copy.stack?.startsWith(error.stack as string));
  const many = through(new AggregateError([new RangeError("one"), "two"], "many"));
  assert.instance(many, AggregateError);
  assert.instance(many.errors[0], RangeError);
});

test("an error of Mailslot is known for one at the other end, and its nearest class that both ends know counts", () => {
  const { through } = scene();
  const copy = through<Error>(new ClosedError("jobs is closed"));
  assert.instance(copy, ClosedError);
  assert.ok(isMailslotError(copy));
  assert.equal([copy.code, copy.name], ["ERR_MAILSLOT_CLOSED", "ClosedError"]);
  class TooFar extends RangeError {}
  assert.instance(through(new TooFar("far")), RangeError);
});

test("an error of a class that is not known is an Error of that name", () => {
  const { through } = scene();
  const copy = through<Error>(new Shape(4));
  assert.not.instance(copy, Shape);
  assert.equal([copy.name, copy.message, (copy as Shape).sides], ["Shape", "a shape of 4 sides", 4]);
});

test("an error arrives whatever hangs on it", () => {
  const { through } = scene();
  const error = Object.assign(new Error("odd"), { run() {} });
  error.cause = error;
  const copy = through(error) as unknown as Record<string, unknown>;
  assert.match(String(copy.run), "not carried");
  assert.is(copy.cause, copy);
});

test("an exit reason that cannot cross does as a text", () => {
  const { far, now, scheduler } = scene();
  far.tell.end({ shutdown: "fine" });
  assert.equal(now(exitOf(far)), { shutdown: "fine" });
  assert.ok(scheduler);
  const other = scene();
  exit(other.far, { run() {} });
  assert.is(other.now(exitOf(other.far)), "[object Object]");
  const third = scene();
  stop(third.far as AnyRef, Symbol("odd"));
  assert.is(third.now(exitOf(third.far)), "Symbol(odd)");
});

class Point {
  readonly x: number;
  readonly next: unknown;

  constructor(x: number, next: unknown = null) {
    if (x === 13) throw new RangeError("no point has 13");
    this.x = x;
    this.next = next;
  }
}

test("instances cross as carry says, with what they hold", () => {
  carry("point", {
    is: (value): value is Point => value instanceof Point,
    pack: ({ x, next }) => ({ x, next }),
    unpack: ({ x, next }) => new Point(x, next),
  });
  const { through, far } = scene();
  const copy = through({ p: new Point(1, [far, new Point(2)]) }).p;
  assert.instance(copy, Point);
  assert.is((copy.next as unknown[])[0], far);
  assert.instance((copy.next as unknown[])[1], Point);
});

test("a value that cannot be made at the other end is refused there, and disturbs nothing", async () => {
  const { far, failure, through } = scene();
  const odd = Object.assign(Object.create(Point.prototype), { x: 13, next: null });
  const error = await failure(far.ask.same(odd));
  assert.instance(error, RejectedError);
  assert.match(error.message, "no point has 13");
  far.tell.same(odd);
  assert.is(through(1), 1);
});

test.run();
