// runs under Node alone: it needs files, and a process that gives up its rights.
/**
 * Files that may not be read or written. The superuser may do everything, so the program runs as nobody; where there are no
 * users, as on Windows, there is nothing to test.
 */
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runProgram } from "@mailslot/test-support/program";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { scratch } from "../scratch.js";

const NOBODY = 65_534;

/** Runs `body`, which may `tell`, as a user to whom the files of this test are closed; returns what it told. */
function toldByNobody(body: string): unknown {
  const program = `
    import { appendFile, follow, listen, lines, openFile, readFile, startProcess, watchFile, writeFile } from "@mailslot/io";
    const isRoot = process.getuid() === 0;
    if (isRoot) process.seteuid(${NOBODY});
    const of = async (operation) => {
      try { return await operation; }
      catch (error) { return [error.name, error.code, error.cause?.code, error.message]; }
    };
    ${body}
    console.log(JSON.stringify(told));
    if (isRoot) process.seteuid(0); // what writes a report at the exit may do so
  `;
  const { stdout, stderr, code } = runProgram(program);
  assert.is(stderr, "");
  assert.is(code, 0);
  return JSON.parse(stdout);
}

function closedFile(): string {
  const folder = scratch();
  chmodSync(folder, 0o755); // the folder is open to all, the file to nobody
  const path = join(folder, "closed");
  writeFileSync(path, "secret");
  chmodSync(path, 0);
  return path;
}

const deniedTo = (what: string) => [
  "IoError",
  "ERR_MAILSLOT_DENIED",
  "EACCES",
  `${what} failed: the system does not permit it (EACCES)`,
];

const hasUsers = process.getuid !== undefined;

test(hasUsers ? "a file that may not be read or written is an error that says so" : "no users here: not tested", () => {
  if (!hasUsers) return;
  const path = closedFile();
  const told = toldByNobody(`
    const path = ${JSON.stringify(path)};
    const told = [
      await of(openFile(path)), await of(readFile(path)), await of(openFile(path, { flags: "r+" })),
      await of(writeFile(path, "x")), await of(appendFile(path, "x")),
    ];
  `) as string[][];
  for (const each of told) assert.equal(each.slice(0, 3), deniedTo("").slice(0, 3));
  assert.equal(told[0], deniedTo(`opening ${path}`));
  for (const each of told) assert.match(each[3] as string, path);
});

test(hasUsers ? "so is one in a closed folder, a program, and a socket there" : "no users here, either", () => {
  if (!hasUsers) return;
  const folder = join(scratch(), "closed");
  mkdirSync(folder);
  chmodSync(folder, 0o600);
  const path = JSON.stringify(join(folder, "file"));
  const told = toldByNobody(`
    const told = [
      await of(writeFile(${path}, "x")), await of(listen({ path: ${path} })), await of(startProcess(${path})),
    ];
  `) as string[][];
  for (const each of told) assert.equal(each.slice(0, 3), deniedTo("").slice(0, 3));
});

test(hasUsers ? "following one fails, and does not wait for ever" : "nor here", () => {
  if (!hasUsers) return;
  const path = JSON.stringify(closedFile());
  const told = toldByNobody(`
    const told = await of((async () => follow(${path}, { from: "start" }).read())());
  `) as string[];
  assert.equal(told.slice(0, 3), deniedTo("").slice(0, 3));
});

test.run();
