// `node packages/io/soak/follow.mjs [--seconds=60] [--load=2]`: follows files that a logger rotates every 20, 100 and 300 ms,
// by renaming and by copying and truncating, a sixth of the time each, with `tail -F` beside, while other processes keep the
// machine busy. Prints the
// lines that each has lost; fails if `follow` lost more than `tail -F`, or any at 100 ms and above.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { follow, lines } from "@mailslot/io";

const { values } = parseArgs({
  options: { seconds: { type: "string", default: "60" }, load: { type: "string", default: "2" } },
});
const logger = fileURLToPath(new URL("logger.mjs", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "mailslot-soak-"));
const busy = Array.from({ length: Number(values.load) }, () =>
  spawn(process.execPath, ["--eval", "for (;;) for (let n = 0; n < 1e6; n++);"]),
);

async function run(how, every) {
  const path = join(folder, `${how}-${every}`);
  writeFileSync(path, "");
  const [followed, tailed] = [new Set(), new Set()];
  const following = follow(path);
  const reading = (async () => {
    for await (const line of lines(following)) followed.add(line);
  })();
  const tail = spawn("tail", ["-n", "+1", "-F", path], { stdio: ["ignore", "pipe", "ignore"] });
  const tailing = (async () => {
    for await (const line of lines(tail.stdout)) tailed.add(line);
  })();
  await pause(500);
  const written = await output(
    spawn(process.execPath, [logger, path, String(every), how, String(Number(values.seconds) / 6)]),
  );
  await pause(1_500); // as long as tail takes to look again
  following.close();
  tail.kill();
  await Promise.all([reading, tailing]);
  const lost = [followed, tailed].map((seen) => missing(Number(written), seen));
  return { how, every, written: Number(written), follow: lost[0], tail: lost[1] };
}

async function output(child) {
  let text = "";
  for await (const chunk of child.stdout) text += chunk;
  return text;
}

function missing(written, seen) {
  let count = 0;
  for (let n = 0; n < written; n++) if (!seen.has(String(n))) count++;
  return count;
}

const results = [];
for (const how of ["rename", "copy"]) for (const every of [20, 100, 300]) results.push(await run(how, every));
for (const child of busy) child.kill("SIGKILL");
rmSync(folder, { recursive: true });
console.table(results);
const failed = results.filter((each) => each.follow > each.tail || (each.every >= 100 && each.follow > 0));
process.exitCode = failed.length > 0 ? 1 : 0;
