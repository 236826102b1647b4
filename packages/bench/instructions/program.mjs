// Runs one row some times, and ends: `node program.mjs MODULE SIZE PARAMETER TIMES`. The clock is not the machine's but goes
// on by half a microsecond at each look, so that the engine does the same in every run, however slow the tool makes it.

let now = 0;
const look = () => (now += 0.0005);
performance.now = look;
Date.now = () => 1_700_000_000_000 + Math.floor(look());

const [module, size, parameter, times] = process.argv.slice(2);
const { default: run } = await import(module);
const second = parameter === "" ? undefined : Number(parameter);
for (let n = 0; n < Number(times); n++) await run(Number(size), second);
process.exit();
