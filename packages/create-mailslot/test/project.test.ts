// runs under Node alone: it runs npm and the project.
// watchdog: 300 s
/** The whole way: the packages are packed, a project is made and installed from the files, and is compiled, tested and run. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const place = mkdtempSync(join(tmpdir(), "create-mailslot-"));
process.once("exit", () => rmSync(place, { recursive: true, force: true }));
const project = join(place, "my-app");

/** Of the repository, and what they depend on, which the registry would give. */
const PACKED = ["actor", "core", "io", "select", "supervision", "testing"].map((name) => `packages/${name}`);
const LIBRARIES = ["@types/node", "typescript", "undici-types"].map((name) => `node_modules/${name}`);

function run(command: string, args: readonly string[], cwd: string): string {
  const options = { cwd, encoding: "utf8", env: { ...process.env, npm_config_loglevel: "error" } } as const;
  const { status, stdout, stderr } = spawnSync(command, args, options);
  assert.is(status, 0, `${command} ${args.join(" ")}: ${stdout}\n${stderr}`);
  return stdout;
}

/** Packs folders of the repository, as the registry would get them; returns the files. */
function pack(folders: readonly string[]): string[] {
  const tarballs = join(place, "packed");
  mkdirSync(tarballs, { recursive: true });
  const args = ["pack", "--json", "--ignore-scripts", "--pack-destination", tarballs];
  const packed = JSON.parse(run("npm", [...args, ...folders.map((folder) => join(root, folder))], root)) as {
    filename: string;
  }[];
  return packed.map(({ filename }) => join(tarballs, filename));
}

function install(files: readonly string[], folder: string): void {
  run("npm", ["install", "--offline", "--no-audit", "--no-fund", ...files], folder);
}

test("the command, installed from its package, makes a project", () => {
  run(process.execPath, [join(root, "script", "lib", "setup.mjs"), ...PACKED.map((short) => `./${short}`)], root);
  const [command, ...others] = pack(["packages/create-mailslot", "node_modules/validate-npm-package-name"]);
  const folder = join(place, "command");
  mkdirSync(folder);
  writeFileSync(join(folder, "package.json"), "{}");
  install([command as string, ...others], folder);
  run(join(folder, "node_modules", ".bin", "create-mailslot"), ["my-app"], place);
  assert.equal(readdirSync(project).sort(), [".gitignore", "README.md", "package.json", "src", "tsconfig.json"]);
});

test("what it depends on is installed from packed packages, and it compiles, and its own tests pass", () => {
  const wanted = Object.keys(JSON.parse(readFileSync(join(project, "package.json"), "utf8")).dependencies);
  install(pack([...PACKED, ...LIBRARIES]), project);
  for (const name of wanted) assert.ok(readdirSync(join(project, "node_modules", name)).includes("dist"), name);
  const said = run("npm", ["test"], project);
  assert.match(said, /# pass 2\n# fail 0/);
});

test("it answers over HTTP until SIGTERM, and ends with 0", async () => {
  const child = spawn("npm", ["start"], { cwd: project, env: { ...process.env, PORT: "0" }, detached: true });
  try {
    const port = Number(await heard(child, /listening on http:\/\/localhost:(\d+)/));
    const answer = await fetch(`http://127.0.0.1:${port}/hello/Ada`);
    assert.equal([answer.status, await answer.text()], [200, "Hello, Ada!\n"]);
    const ended = once(child, "exit");
    process.kill(-(child.pid as number), "SIGTERM"); // npm and the program, as a terminal does
    await heard(child, /(stopped)/);
    await ended;
  } finally {
    if (child.exitCode === null && child.signalCode === null) process.kill(-(child.pid as number), "SIGKILL");
  }
  const program = spawn(process.execPath, ["dist/main.js"], { cwd: project, env: { ...process.env, PORT: "0" } });
  const ended = once(program, "exit");
  await heard(program, /listening/);
  program.kill("SIGTERM");
  assert.equal(await ended, [0, null]);
});

/** Waits until a program says something, and returns what the pattern holds. */
function heard(child: ChildProcess, pattern: RegExp): Promise<string> {
  let said = "";
  return new Promise((resolve, reject) => {
    const listen = (data: unknown): void => {
      said += String(data);
      const found = pattern.exec(said);
      if (found !== null) resolve(found[1] ?? found[0]);
    };
    child.stdout?.on("data", listen);
    child.stderr?.on("data", listen);
    child.once("close", () => reject(new Error(`it has ended, and said: ${said}`)));
  });
}

test.run();
