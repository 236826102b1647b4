// slow under many schedules: it measures memory over many messages
// runs under Node alone: it measures the heap of V8.
// What a channel keeps alive: the messages it holds, and nothing that was taken or given up.
import { channel, drain, oneshot, reserve, semaphore, sending, timeout } from "@mailslot/core";
import { stage } from "@mailslot/test-support/stage";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const retention = suite("retention");

function heapUsed(): number {
  const collect = (globalThis as { gc?: () => void }).gc;
  if (collect === undefined) throw new Error("run with --expose-gc");
  collect();
  return process.memoryUsage().heapUsed;
}

/** Bytes of heap that one call of `action` leaves behind, on the average of many. */
function leftBehind(action: (n: number) => void, times = 100_000): number {
  for (let n = 0; n < 1000; n++) action(n);
  const before = heapUsed();
  for (let n = 0; n < times; n++) action(n);
  return (heapUsed() - before) / times;
}

retention("a message that was received is not kept alive", async () => {
  const messages = channel<object>();
  const refs = Array.from({ length: 20 }, () => {
    const message = { text: "large" };
    messages.send(message);
    return new WeakRef(message);
  });
  drain(messages);
  await new Promise(setImmediate);
  heapUsed();
  assert.equal(
    refs.filter((ref) => ref.deref() !== undefined),
    [],
  );
});

retention("a flood that has drained gives its memory back", () => {
  const messages = channel<number>();
  const before = heapUsed();
  for (let n = 0; n < 500_000; n++) messages.send(n);
  drain(messages);
  assert.ok(heapUsed() - before < 500_000, "less than a byte for each message");
});

retention("waits that were cancelled leave nothing behind", () => {
  const { go, run } = stage();
  const [empty, full, limit] = [channel<number>(), channel<number>(1), semaphore(1)];
  full.send(0);
  limit.tryAcquire();
  const never = oneshot<number>();
  const waits = [() => empty.recv(), () => full.send(1), () => sending(full, 1), () => reserve(full)];
  const all = [...waits, () => limit.acquire(), () => never, () => timeout(empty.recv(), 1e6)];
  const left = leftBehind((n) => {
    const task = go(all[n % all.length] as () => unknown);
    run();
    task.cancel();
    run();
  });
  assert.ok(left < 8, `${left} bytes each`);
});

retention("tasks that received and ended leave nothing behind in a channel that lives on", () => {
  const { go, run } = stage();
  const numbers = channel<number>(1);
  const left = leftBehind((n) => {
    go(() => numbers.recv());
    numbers.send(n);
    run();
  });
  assert.ok(left < 8, `${left} bytes each`);
});

retention.run();
