/** Lints a program of a test: with the plugin as users have it, and with the types of the packages. */
import { fileURLToPath } from "node:url";
import plugin from "@mailslot/eslint-plugin";
import * as parser from "@typescript-eslint/parser";
import { ESLint, type Linter } from "eslint";

const fixture = fileURLToPath(new URL("fixture/", import.meta.url));

function linter(rules: Linter.RulesRecord, options: ESLint.Options): ESLint {
  const languageOptions = { parser, parserOptions: { projectService: true, tsconfigRootDir: fixture } };
  return new ESLint({
    cwd: fixture,
    overrideConfigFile: true,
    overrideConfig: [
      { files: ["**/*.ts"], languageOptions },
      { ...plugin.configs.recommended, rules: { ...plugin.configs.recommended.rules, ...rules } } as Linter.Config,
    ],
    ...options,
  });
}

const IMPORTS = `
import { channel, createScheduler, currentTask, go, oneshot, type Operation, scope, semaphore, sleep, type Steps, type Task, timeout } from "@mailslot/core";
import { type Context, defineActor, spawn } from "@mailslot/actor";
import { select } from "@mailslot/select";
const numbers = channel<number>(1);
const Counter = defineActor("counter", { receive: { add: (_ctx, n: number) => n, *slow() { yield* sleep(1); } } });
const counter = spawn(Counter);
function* steps(): Steps<number> { yield* sleep(1); return 1; }
`;

/** Returns what is wrong with a program, one message for each alarm. */
export async function alarmsIn(program: string, rules: Linter.RulesRecord = {}): Promise<string[]> {
  const [result] = await linter(rules, {}).lintText(IMPORTS + program, { filePath: `${fixture}program.ts` });
  return (result?.messages ?? []).map(({ message }) => message);
}

/** Returns a program as `eslint --fix` writes it. */
export async function fixed(program: string): Promise<string> {
  const [result] = await linter({}, { fix: true }).lintText(IMPORTS + program, { filePath: `${fixture}program.ts` });
  return (result?.output ?? IMPORTS + program).slice(IMPORTS.length);
}

/** Returns the alarms in files of this repository, by the patterns of `eslint`. */
export async function alarmsOf(
  patterns: readonly string[],
): Promise<{ readonly files: number; readonly alarms: string[] }> {
  const cwd = fileURLToPath(new URL("../../../", import.meta.url));
  const languageOptions = { parser, parserOptions: { projectService: true, tsconfigRootDir: cwd } };
  // Functions of this repository that act when called.
  const acting = ["sendOver", "awaitEnd", "closeBoth", "endSide", "tellOne"];
  const floating: Linter.RuleEntry = ["error", { acting }];
  const rules = { ...plugin.configs.recommended.rules, "@mailslot/no-floating-operation": floating };
  const ours = { ...plugin.configs.recommended, rules } as Linter.Config;
  const overrideConfig = [{ files: ["**/*.ts"], languageOptions }, ours];
  const results = await new ESLint({ cwd, overrideConfigFile: true, overrideConfig }).lintFiles([...patterns]);
  const alarms = results.flatMap(({ filePath, messages }) =>
    messages.map(({ line, message }) => `${filePath.slice(cwd.length)}:${line} ${message}`),
  );
  return { files: results.length, alarms };
}
