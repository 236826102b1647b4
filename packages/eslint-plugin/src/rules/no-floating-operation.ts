/** The rule `no-floating-operation`: an operation that is made and dropped does nothing, unless it acts when it is called. */
import { AST_NODE_TYPES, ESLintUtils, type TSESLint, type TSESTree } from "@typescript-eslint/utils";
import type ts from "typescript";
import { handsBack, isFunction, kindOf } from "../operation-type.js";
import { createRule } from "./create-rule.js";

/** Methods and functions of Mailslot that act when called, so that what they return may be dropped. */
const ACTING: readonly string[] = [
  "send",
  "write",
  "end",
  "close",
  "stop",
  "startChild",
  "restartChild",
  "terminateChild",
  "deleteChild",
];

/** The properties of a ref whose methods tell. */
const TELLING: readonly string[] = ["tell", "tellWith"];
/** The properties of a ref, and of a context, whose methods ask. */
const ASKING: readonly string[] = ["ask", "askWith", "asking"];

type MessageId = "operation" | "steps" | "ask" | "wait";
type Options = [{ readonly acting?: readonly string[] }];

export const noFloatingOperation: TSESLint.RuleModule<MessageId, Options> = createRule<Options, MessageId>({
  name: "no-floating-operation",
  meta: {
    type: "problem",
    hasSuggestions: true,
    docs: { description: "Finds operations and steps that are made and dropped: nobody waits for them" },
    messages: {
      operation: "{{text}} makes an operation that nobody waits for, so it does nothing: write {{wait}} before it.",
      steps: "{{text}} makes steps that nobody runs: write {{wait}} before it, or give them to go().",
      ask: "{{text}} asks, and nobody waits for the reply or its failure: write {{wait}} before it, or tell.",
      wait: "Write {{wait}} before it",
    },
    schema: [
      {
        type: "object",
        additionalProperties: false,
        properties: { acting: { type: "array", items: { type: "string" }, uniqueItems: true } },
      },
    ],
  },
  defaultOptions: [{}],
  create(context, [{ acting = [] }]) {
    const services = ESLintUtils.getParserServices(context);
    const checker = services.program.getTypeChecker();
    const acts = new Set([...ACTING, ...acting]);
    return {
      ExpressionStatement({ expression }) {
        for (const call of droppedCalls(expression)) {
          const kind = kindOf(services.getTypeAtLocation(call), checker);
          const [name, ...path] = namesOf(call.callee);
          if (kind === null || kind === "task" || (kind === "operation" && name !== undefined && acts.has(name)))
            continue;
          if (path.some((each) => TELLING.includes(each))) continue;
          if (handsBack(services.esTreeNodeToTSNodeMap.get(call) as ts.CallExpression, checker)) continue;
          const isAsk = path.some((each) => ASKING.includes(each));
          const wait = waitAt(call, context.sourceCode.getAncestors(call));
          context.report({
            node: call,
            messageId: kind === "steps" ? "steps" : isAsk ? "ask" : "operation",
            data: { text: shortened(context.sourceCode.getText(call)), wait: wait ?? "yield*" },
            suggest:
              wait === null
                ? null
                : [{ messageId: "wait", data: { wait }, fix: (fixer) => fixer.insertTextBefore(call, `${wait} `) }],
          });
        }
      },
    };
  },
});

/** Returns the calls whose value an expression statement drops: the expression itself, or those at its branches. */
function droppedCalls(expression: TSESTree.Expression): TSESTree.CallExpression[] {
  switch (expression.type) {
    case AST_NODE_TYPES.CallExpression:
      return [expression];
    case AST_NODE_TYPES.ChainExpression:
      return droppedCalls(expression.expression);
    case AST_NODE_TYPES.LogicalExpression:
      return droppedCalls(expression.right);
    case AST_NODE_TYPES.ConditionalExpression:
      return [...droppedCalls(expression.consequent), ...droppedCalls(expression.alternate)];
    case AST_NODE_TYPES.SequenceExpression:
      return expression.expressions.flatMap(droppedCalls);
    default:
      return [];
  }
}

/** Returns the names in `a.b(1).c`, from the last to the first. */
function namesOf(callee: TSESTree.Node): string[] {
  switch (callee.type) {
    case AST_NODE_TYPES.Identifier:
      return [callee.name];
    case AST_NODE_TYPES.CallExpression:
      return namesOf(callee.callee);
    case AST_NODE_TYPES.TSNonNullExpression:
    case AST_NODE_TYPES.ChainExpression:
      return namesOf(callee.expression);
    case AST_NODE_TYPES.MemberExpression: {
      const { property, object } = callee;
      const name = property.type === AST_NODE_TYPES.Identifier && !callee.computed ? property.name : "[]";
      return [name, ...namesOf(object)];
    }
    default:
      return [];
  }
}

/** Returns how the function around a call waits; null when it cannot. */
function waitAt(call: TSESTree.Node, ancestors: readonly TSESTree.Node[]): "yield*" | "await" | null {
  const around = ancestors.findLast(isFunction);
  if (call.type !== AST_NODE_TYPES.CallExpression) return null;
  if (around === undefined || around.async) return "await";
  return around.generator ? "yield*" : null;
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, " ");
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}
