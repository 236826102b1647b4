// A logger for the soak: writes numbered lines to a file, and rotates it at intervals, by renaming it or by copying and
// truncating it. Arguments: path, interval in ms, "rename" or "copy", seconds. Prints how many lines it wrote.
import { appendFileSync, copyFileSync, renameSync, truncateSync, writeFileSync } from "node:fs";

const [path, every, how, seconds] = process.argv.slice(2);
let [line, rotation, due] = [0, 0, Date.now() + Number(every)];
const end = Date.now() + Number(seconds) * 1_000;

function write() {
  for (let n = 0; n < 5; n++) appendFileSync(path, `${line++}\n`);
  if (Date.now() >= due) {
    due += Number(every);
    // A logger that truncates waits until readers have had a moment, or no reader could have them all.
    if (how === "copy") setTimeout(truncate, 8);
    else {
      renameSync(path, `${path}.${rotation++ % 5}`);
      writeFileSync(path, "");
      next();
    }
  } else next();
}

function truncate() {
  copyFileSync(path, `${path}.${rotation++ % 5}`);
  truncateSync(path);
  next();
}

function next() {
  if (Date.now() < end) setTimeout(write, 1);
  else process.stdout.write(String(line));
}

write();
