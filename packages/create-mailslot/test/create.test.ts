// runs under Node alone: it runs the command.
/** What the command makes, refuses and says; nothing here is installed. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";

const command = fileURLToPath(new URL("../dist/main.js", import.meta.url));
const place = mkdtempSync(join(tmpdir(), "create-mailslot-"));
process.once("exit", () => rmSync(place, { recursive: true, force: true }));

function run(...args: string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...args], { cwd: place, encoding: "utf8" });
  return { code: status, out: stdout, err: stderr };
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies: Record<string, string>;
  readonly devDependencies: Record<string, string>;
}

const manifestIn = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
const own = manifestIn(fileURLToPath(new URL("..", import.meta.url)));

test("a project is made in a new folder, named as that is, with the ranges that the command knows", () => {
  const { code, out, err } = run("my-app");
  assert.equal([code, err], [0, ""]);
  assert.match(out, /my-app is in .*my-app/);
  assert.match(out, "cd my-app\n  npm install\n  npm test\n  npm start\n");
  const folder = join(place, "my-app");
  const { name, dependencies, devDependencies } = manifestIn(folder);
  assert.is(name, "my-app");
  for (const [each, range] of Object.entries({ ...dependencies, ...devDependencies }))
    assert.is(range, own.devDependencies[each], each);
  assert.equal(readdirSync(folder).sort(), [".gitignore", "README.md", "package.json", "src", "tsconfig.json"]);
  assert.match(readFileSync(join(folder, "README.md"), "utf8"), /^# my-app\n/);
  assert.not(existsSync(join(folder, "node_modules")));
});

test("a folder that is there may be empty, but for git, and may be the current one", () => {
  mkdirSync(join(place, "cloned", ".git"), { recursive: true });
  assert.is(run("cloned").code, 0);
  mkdirSync(join(place, "here"));
  const { status, stdout } = spawnSync(process.execPath, [command, "."], {
    cwd: join(place, "here"),
    encoding: "utf8",
  });
  assert.is(status, 0);
  assert.not.match(stdout, /cd /);
  assert.is(manifestIn(join(place, "here")).name, "here");
});

test("a folder that holds something is refused, and nothing is written into it", () => {
  const folder = join(place, "full");
  mkdirSync(folder);
  for (const file of ["a", "b", "c", "d"]) writeFileSync(join(folder, file), "");
  const { code, err } = run("full");
  assert.is(code, 1);
  assert.match(err, /full is not empty \(it holds a, b, c, …\): name another folder, or empty it/);
  assert.equal(readdirSync(folder), ["a", "b", "c", "d"]);
  writeFileSync(join(place, "file"), "");
  assert.match(run("file").err, /file is not a folder/);
});

test("a name that no package can have is refused, and another can be given", () => {
  const { code, err } = run("My App");
  assert.is(code, 1);
  assert.match(err, /"My App" cannot be the name of a package \(.*capital letters.*\): give another with --name/);
  assert.not(existsSync(join(place, "My App")));
  assert.is(run("My App", "--name", "@me/my-app").code, 0);
  assert.is(manifestIn(join(place, "My App")).name, "@me/my-app");
  assert.is(run("core", "--name", "http").code, 1);
});

test("it installs when it is told to, and says so when that fails", () => {
  const bin = join(place, "bin");
  mkdirSync(bin);
  const npm = (code: number): void =>
    writeFileSync(join(bin, "npm"), `#!/bin/sh\necho "npm $@ in $(basename "$PWD")"\nexit ${code}\n`, { mode: 0o755 });
  const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` };
  const runWith = (folder: string) =>
    spawnSync(process.execPath, [command, folder, "--install"], { cwd: place, encoding: "utf8", env });
  npm(0);
  const good = runWith("good");
  assert.is(good.status, 0);
  assert.match(good.stdout, "npm install in good\n");
  assert.not.match(good.stdout, /^ {2}npm install$/m); // it is done already
  npm(1);
  const bad = runWith("bad");
  assert.is(bad.status, 1);
  assert.match(bad.stderr, /npm install has failed in .*bad: run it there again/);
});

test("a wrong call says how to call it", () => {
  for (const [args, says] of [
    [[], /Say which folder to make/],
    [["one", "two"], /One folder can be made at a time, and these are 2: one two/],
    [["one", "--strange"], /Unknown option '--strange'/],
  ] as const) {
    const { code, err } = run(...args);
    assert.is(code, 2);
    assert.match(err, says);
    assert.match(err, "npm create mailslot FOLDER");
  }
  assert.not(existsSync(join(place, "one")));
});

test("it says what it can do, and which version it is", () => {
  assert.match(run("--help").out, "--install");
  assert.is(run("--version").out, `${own.version}\n`);
});

test.run();
