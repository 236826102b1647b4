// The rows of `--instructions`: small sizes, and how often each runs before and while it is counted. Before it, V8 has
// optimized what it will, for it goes by counts of calls.

/** @type {Array<{ name: string, size: number, warmUp: number, counted: number }>} */
export const rows = [
  { name: "script-layout", size: 1000, warmUp: 400, counted: 400 },
  { name: "chained-spawn", size: 1000, warmUp: 400, counted: 400 },
  { name: "ping-pong", size: 1000, warmUp: 150, counted: 150 },
  { name: "spawn-many", size: 1000, warmUp: 400, counted: 400 },
  { name: "yield-many", size: 10, warmUp: 200, counted: 200 },
  { name: "bounded-0", size: 1000, warmUp: 400, counted: 400 },
  { name: "bounded-10", size: 1000, warmUp: 400, counted: 400 },
  { name: "fan-in", size: 10, warmUp: 400, counted: 400 },
  { name: "select-2-ready", size: 1000, warmUp: 400, counted: 400 },
  { name: "timers", size: 1000, warmUp: 150, counted: 150 },
  { name: "actor-script-layout", size: 1000, warmUp: 400, counted: 400 },
  { name: "actor-ask", size: 1000, warmUp: 300, counted: 300 },
  { name: "actor-spawn", size: 1000, warmUp: 200, counted: 500 },
  { name: "actor-fan-out", size: 1, warmUp: 200, counted: 200 },
  { name: "actor-fan-in", size: 10, warmUp: 400, counted: 400 },
  { name: "actor-ring", size: 10_000, warmUp: 40, counted: 40 },
  { name: "actor-fork-join", size: 8, warmUp: 200, counted: 200 },
  { name: "supervised-restart", size: 20, warmUp: 100, counted: 100 },
];
