// What every mode of the benchmarks does around its work: it says wrong arguments on stderr, and ends with exit code 2 then.
import { runMain } from "../../../script/lib/main.mjs";
import { UsageError } from "./arguments.mjs";

export const say = (text) => process.stderr.write(`${text}\n`);

/** Runs `command` with the arguments of the process; it returns the exit code. */
export function runCommand(command) {
  return runMain(async () => {
    try {
      return await command(process.argv.slice(2));
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      say(error.message);
      return 2;
    }
  });
}
