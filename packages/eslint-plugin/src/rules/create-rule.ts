/** How rules are made: each has a page, its section of the README. */
import { ESLintUtils } from "@typescript-eslint/utils";

/** What the plugin says of each rule beside what ESLint asks for. */
export interface RuleDocs {
  readonly description: string;
}

const page = "https://www.npmjs.com/package/@mailslot/eslint-plugin";

export const createRule: ReturnType<typeof ESLintUtils.RuleCreator<RuleDocs>> = ESLintUtils.RuleCreator<RuleDocs>(
  (name) => `${page}#${name}`,
);
