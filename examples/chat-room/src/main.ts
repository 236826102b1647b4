// Plays a scene in a chat. Exit codes: 0; 2 for a scene that cannot be read, or arguments that make no sense.
import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { play } from "./play.js";
import { readScene } from "./scene.js";

const lobby = fileURLToPath(new URL("../scenes/lobby.txt", import.meta.url));

const usage = `usage: npm run chat-room -- [scene]
  scene    a file with a command on each line, or - for standard input (default: scenes/lobby.txt)
  --help   print this

  ada joins lobby
  ada says in lobby: hello
  ada leaves lobby
  ada goes
  ada crashes
  who is in lobby`;

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n${usage}\n`);
  process.exitCode = 2;
}

async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    options: { help: { type: "boolean", default: false, short: "h" } },
    allowPositionals: true,
  });
  const [scene = lobby, second] = positionals;
  if (second !== undefined) throw new Error(`one scene is played at a time, and "${second}" is a second one`);
  const write = (line: string): void => void process.stdout.write(`${line}\n`);
  if (values.help) write(usage);
  else await play(readScene(await load(scene)), write);
  return 0;
}

function load(scene: string): Promise<string> {
  return scene === "-" ? text(process.stdin) : readFile(scene, "utf8");
}
