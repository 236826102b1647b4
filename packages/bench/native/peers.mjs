// The native peers: what each needs from Debian, how it is built, and how one of its benchmarks is started.

import { existsSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const build = join(here, "build");
const crates = "/usr/share/cargo/registry";

const erlangModules = ["actors.erl", "bench.erl", "idle.erl", "messages.erl", "processes.erl", "restarts.erl"];

/** @param {string} tool */
const hasTool = (tool) => (process.env.PATH ?? "").split(delimiter).some((folder) => existsSync(join(folder, tool)));

/** @param {string} crate */
const hasCrate = (crate) => existsSync(crates) && readdirSync(crates).some((name) => name.startsWith(`${crate}-1`));

/**
 * @typedef {object} NativePeer
 * @property {string} name
 * @property {Array<{ package: string, present: () => boolean }>} needs Debian packages, and whether each is there.
 * @property {string} folder Where the build command runs.
 * @property {string[]} make The build command.
 * @property {string} product A file that the build writes.
 * @property {string[]} start The command that takes the name of a benchmark, or `list`, as its last argument.
 */

/** @type {NativePeer[]} */
export const nativePeers = [
  {
    name: "tokio",
    needs: [
      { package: "cargo", present: () => hasTool("cargo") },
      { package: "librust-tokio+full-dev", present: () => hasCrate("tokio") },
    ],
    folder: join(here, "tokio"),
    make: ["cargo", "build", "--release", "--offline", "--quiet"],
    product: join(build, "tokio/release/mailslot-bench-tokio"),
    start: [join(build, "tokio/release/mailslot-bench-tokio")],
  },
  {
    name: "go",
    needs: [{ package: "golang-go", present: () => hasTool("go") }],
    folder: join(here, "go"),
    make: ["go", "build", "-o", join(build, "go/mailslot-bench-go"), "."],
    product: join(build, "go/mailslot-bench-go"),
    start: [join(build, "go/mailslot-bench-go")],
  },
  {
    name: "erlang",
    needs: [{ package: "erlang-base", present: () => hasTool("erlc") }],
    folder: join(here, "erlang"),
    make: ["erlc", "-Werror", "-o", join(build, "erlang"), ...erlangModules],
    product: join(build, "erlang/bench.beam"),
    // Two schedulers, as the Tokio peer has two worker threads; +P makes room for more processes than any size needs.
    start: ["erl", "+S", "2:2", "+P", "4000000", "-noshell", "-pa", join(build, "erlang"), "-run", "bench", "main"],
  },
];
