/** The rule `yield-star`: `yield operation` hands the operation itself to the scheduler, which cannot run it. */
import { ESLintUtils, type TSESLint } from "@typescript-eslint/utils";
import { isFunction, kindOf } from "../operation-type.js";
import { createRule } from "./create-rule.js";

export const yieldStar: TSESLint.RuleModule<"star", []> = createRule<[], "star">({
  name: "yield-star",
  meta: {
    type: "problem",
    fixable: "code",
    docs: { description: "Finds a yield of an operation, a task or steps that lacks its star" },
    messages: { star: "yield lacks its star: yield* waits for {{what}}, and gives its result." },
    schema: [],
  },
  defaultOptions: [],
  create(context) {
    const services = ESLintUtils.getParserServices(context);
    const checker = services.program.getTypeChecker();
    return {
      YieldExpression(node) {
        const { argument, delegate } = node;
        if (delegate || argument === null || argument === undefined) return;
        // An asynchronous generator yields to whoever iterates over it, who may well want operations.
        if (context.sourceCode.getAncestors(node).findLast(isFunction)?.async !== false) return;
        const kind = kindOf(services.getTypeAtLocation(argument), checker);
        if (kind === null) return;
        const word = context.sourceCode.getFirstToken(node);
        context.report({
          node,
          messageId: "star",
          data: { what: kind === "operation" ? "the operation" : kind === "task" ? "the task" : "the steps" },
          fix: (fixer) => (word === null ? null : fixer.insertTextAfter(word, "*")),
        });
      },
    };
  },
});
