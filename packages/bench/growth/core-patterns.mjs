// What the patterns of core do, with n members.
import {
  all,
  channel,
  circuitBreaker,
  closeScheduler,
  forEach,
  once,
  race,
  rateLimiter,
  retry,
  semaphore,
  shielded,
  sleep,
  taskLocal,
  waitFor,
  watch,
  whenClosed,
  withLocal,
  withPermit,
} from "@mailslot/core";
import { stage, times } from "./stage.mjs";

/** Runs what `operation` makes for n members in one task. */
function together(operation) {
  return function* (n) {
    const own = stage();
    yield* own.done(() => operation(n, own));
  };
}

/** Starts n tasks that wait for what `wait` gives, then does `then`. */
function waiters(prepare, wait, then) {
  return function* (n) {
    const own = stage();
    const subject = prepare(own);
    times(n, () => own.go(() => wait(subject)));
    yield* own.run();
    then(subject, own);
    yield* own.run();
  };
}

export const rows = {
  "items, ten at once": together((n) => forEach(Array(n), () => 1, { concurrency: 10 })),
  "members of all": together((n) => all(times(n, () => () => 1))),
  "members of a race": together((n) => race(times(n, (index) => () => (index === 0 ? 1 : sleep(1_000))))),
  "attempts of a retry": together((n) =>
    retry(
      (attempt) => {
        if (attempt < n) throw "not yet";
      },
      { attempts: n, initial: 0 },
    ),
  ),
  "callers of once": waiters(
    () => once(() => sleep(1_000)),
    (load) => load(),
    (_load, own) => own.loop.advance(1_000),
  ),
  "waiters for a wanted value": waiters(
    () => watch(0),
    (level) => waitFor(level, (value) => value === 1),
    (level) => level.send(1),
  ),
  "waiters for a closing": waiters(
    () => channel(),
    (messages) => whenClosed(messages),
    (messages) => messages.close(),
  ),
  "waiters of a rate limiter": waiters(
    () => rateLimiter({ limit: 1, per: 1, burst: 1 }),
    (limiter) => limiter.acquire(),
    (_limiter, own) => own.loop.advance(1e7),
  ),
  "bodies with a permit": waiters(
    () => semaphore(1),
    (free) => withPermit(free, () => 1),
    () => {},
  ),
  "bodies with a local": waiters(
    () => taskLocal("user", "nobody"),
    (user) => withLocal(user, "Ann", () => user.get()),
    () => {},
  ),
  "regions that delay a cancellation": waiters(
    () => null,
    () => shielded(() => sleep(1_000)),
    (_none, own) => own.loop.advance(1_000),
  ),
  *"calls through a circuit breaker"(n) {
    const own = stage();
    yield* own.done(function* () {
      const breaker = circuitBreaker();
      for (let call = 0; call < n; call++) yield* breaker.run(() => 1);
    });
  },
  *"tasks of a scheduler that is closed"(n) {
    const own = stage();
    times(n, () => own.go(() => sleep(1_000)));
    yield* own.run();
    closeScheduler(own.scheduler);
    yield* own.run();
  },
};
