/** An ESLint plugin for programs that use Mailslot: rules that need to know types. */
import type { TSESLint } from "@typescript-eslint/utils";
import { noFloatingOperation } from "./rules/no-floating-operation.js";
import { yieldStar } from "./rules/yield-star.js";

const rules: Plugin["rules"] = {
  "no-floating-operation": noFloatingOperation as never,
  "yield-star": yieldStar,
};

const meta: Plugin["meta"] = { name: "@mailslot/eslint-plugin", version: VERSION };

/** The plugin as ESLint takes it. */
export interface Plugin {
  /** What ESLint names the plugin by in its caches. */
  readonly meta: { readonly name: string; readonly version: string };
  /** The rules, by name. */
  readonly rules: Record<string, TSESLint.RuleModule<string, readonly unknown[]>>;
  /** Configurations to begin with. */
  readonly configs: {
    /** All rules, as errors. They need types: `languageOptions: { parserOptions: { projectService: true } }`. */
    readonly recommended: {
      /** Its name in reports. */
      readonly name: string;
      /** This plugin, under the name by which the rules call it. */
      readonly plugins: Record<string, object>;
      /** What each rule is. */
      readonly rules: Record<string, "error">;
    };
  };
}

/**
 * Finds, in programs that use Mailslot, yields that lack their star, and operations that nobody waits for.
 *
 * @example
 * ```js
 * // eslint.config.js
 * import mailslot from "@mailslot/eslint-plugin";
 * import tseslint from "typescript-eslint";
 *
 * const languageOptions = { parser: tseslint.parser, parserOptions: { projectService: true } };
 * export default [{ files: ["*.ts"], languageOptions, ...mailslot.configs.recommended }];
 * ```
 */
const plugin: Plugin = {
  meta,
  rules,
  configs: {
    recommended: {
      name: "@mailslot/recommended",
      plugins: { "@mailslot": { meta, rules } },
      rules: { "@mailslot/no-floating-operation": "error", "@mailslot/yield-star": "error" },
    },
  },
};

export default plugin;
