/** What the command is told, read by the platform's parser of arguments. */
import { parseArgs } from "node:util";

export const USAGE = `npm create mailslot FOLDER [-- OPTIONS]

Makes a small TypeScript project in FOLDER, which is made, or must be empty: a supervised service on HTTP that ends in good
order on SIGTERM, and its test. "." is the current folder. Nothing is downloaded without --install.

  --name NAME   the name of the project in package.json (default: the name of the folder)
  --install     run npm install in it
  --help        show this
  --version     show the version
`;

export interface Arguments {
  readonly folder: string;
  readonly name: string | undefined;
  readonly install: boolean;
  readonly help: boolean;
  readonly version: boolean;
}

/** Reads the arguments, or says what is wrong with them. */
export function readArguments(args: readonly string[]): Arguments | { readonly problem: string } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        name: { type: "string" },
        install: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
        version: { type: "boolean", default: false },
      },
    });
    const [folder = "", ...more] = positionals;
    const { name, install, help, version } = values;
    if (more.length > 0)
      return {
        problem: `One folder can be made at a time, and these are ${positionals.length}: ${positionals.join(" ")}`,
      };
    if (folder === "" && !help && !version) return { problem: "Say which folder to make" };
    return { folder, name, install, help, version };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}
