// The programs of Savina (Imam and Sarkar, 2014), each written once, over the four functions that a library of actors gives.

/**
 * @typedef {object} Library
 * @property {(make: (self: unknown) => (message: unknown) => void) => unknown} spawn Starts an actor; `make` makes, at the first
 *   message, the function that handles each.
 * @property {(actor: unknown, message: unknown) => void} tell
 * @property {(actor: unknown) => void} stop
 * @property {(program: (done: (result: number) => void) => void) => Promise<number>} run Runs a program until it is done.
 */

const program = (name, op, size, smokeSize, about) => ({ name, file: name, kind: "time", op, size, smokeSize, about });

export const programs = [
  program("ping-pong", "ping", 200_000, 20, "two actors pass a message to and fro"),
  program("counting", "message", 500_000, 20, "one actor tells another to count"),
  program("fork-join-throughput", "message", 5000, 20, "60 actors are told in turns"),
  program("fork-join-creation", "actor", 100_000, 20, "actors are created, told once, and end"),
  program("thread-ring", "hop", 300_000, 250, "a token goes round 100 actors"),
  program("chameneos", "meeting", 100_000, 50, "100 creatures meet in pairs at one actor"),
  program("big", "ping", 2000, 20, "100 actors ping others at random"),
  program("concurrent-dictionary", "request", 10_000, 20, "20 actors ask one with a dictionary"),
  program("concurrent-sorted-list", "request", 10_000, 20, "20 actors ask one with a linked list"),
  program("bounded-buffer", "item", 3000, 20, "40 producers and 40 consumers about a buffer of 50"),
  program("dining-philosophers", "meal", 5000, 20, "20 philosophers ask an arbiter for two forks"),
  program("sleeping-barber", "customer", 1500, 1050, "customers about a waiting room of 1,000"),
  program("cigarette-smokers", "smoke", 200_000, 20, "an arbiter lets one of 200 smoke"),
  program("bank-transaction", "transaction", 100_000, 50, "amounts go from account to account, 1,000 of them"),
  program("radix-sort", "number", 20_000, 50, "numbers go through an actor for each bit"),
  program("sieve", "number", 100_000, 3000, "numbers go through actors with 1,000 primes each"),
  program("nqueens", "board", 10, 6, "20 actors place queens"),
  program("fibonacci", "actor", 22, 8, "an actor for each call"),
  program("trapezoidal", "trapezoid", 10_000_000, 10_000, "100 actors compute a part each: hardly any message"),
  program("logistic-map", "term", 20_000, 20, "10 actors have terms computed by 10 others"),
];

/** Loads a program; answers it with how many operations it has, and what its result must be. */
export async function loadProgram(name) {
  const { default: run, ops = (size) => size, expected = ops } = await import(`./programs/${name}.mjs`);
  return { run, ops, expected };
}
