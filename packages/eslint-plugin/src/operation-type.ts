/**
 * What the checker of TypeScript knows of operations: which types are something that a task can wait for. They are recognised by
 * what they yield, `Wait` of @mailslot/core, which nothing else has; so operations of a program's own count too.
 * See docs/decisions/0400-lint-rules.md.
 */
import { AST_NODE_TYPES, type TSESTree } from "@typescript-eslint/utils";
import ts from "typescript";

/** What a value is to a task that meets it. */
export type Kind =
  /** Something to wait for: `yield*` gives its result. */
  | "operation"
  /** A generator that was called: it has not run yet. */
  | "steps"
  /** A task: it runs, whether anybody waits for it or not. */
  | "task"
  | null;

/** Returns what values of a type are; of a union, what any of its members is. */
export function kindOf(type: ts.Type, checker: ts.TypeChecker): Kind {
  if (type.isUnion()) return type.types.map((each) => kindOf(each, checker)).find((kind) => kind !== null) ?? null;
  if ((type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.Never)) !== 0) return null;
  const iterate = methodOf(type, "iterator", checker);
  const iterator = iterate && resultOf(iterate, checker);
  if (!iterator || !yieldsWait(iterator, checker)) return null;
  // Sources are iterators too, but cannot be thrown an error.
  if (type.getProperty("throw") && type.getProperty("next")) return "steps";
  return type.getProperty("outcome") && type.getProperty("cancel") && type.getProperty("status") ? "task" : "operation";
}

/** Whether a call gives what it was given or has kept (`Object.assign(x, …)`, `list.pop()`), and so has not made it. */
export function handsBack(call: ts.CallExpression, checker: ts.TypeChecker): boolean {
  const result = checker.getResolvedSignature(call)?.getDeclaration()?.type;
  if (result === undefined) return false;
  const parts = ts.isUnionTypeNode(result) || ts.isIntersectionTypeNode(result) ? result.types : [result];
  return parts.some((part) => (checker.getTypeFromTypeNode(part).flags & ts.TypeFlags.TypeParameter) !== 0);
}

/** Whether `next` of a type gives a `Wait`. */
function yieldsWait(type: ts.Type, checker: ts.TypeChecker): boolean {
  const next = type.getProperty("next");
  const result = next && resultOf(next, checker);
  if (!result) return false;
  const members = result.isUnion() ? result.types : [result];
  return members.some((member) => {
    const value = member.getProperty("value");
    return value !== undefined && isWait(checker.getTypeOfSymbol(value));
  });
}

function isWait(type: ts.Type): boolean {
  const members = type.isUnion() ? type.types : [type];
  return members.some((member) => {
    const symbol = member.getSymbol();
    if (symbol?.name !== "Wait") return false;
    const properties = member.getProperties();
    return properties.length === 1 && properties[0]?.name.includes("waitBrand") === true;
  });
}

/** Returns the method of a type under a well-known symbol. */
function methodOf(type: ts.Type, name: string, checker: ts.TypeChecker): ts.Symbol | undefined {
  return checker.getPropertiesOfType(type).find((property) => property.escapedName.toString().startsWith(`__@${name}`));
}

function resultOf(method: ts.Symbol, checker: ts.TypeChecker): ts.Type | undefined {
  return checker.getTypeOfSymbol(method).getCallSignatures()[0]?.getReturnType();
}

type AnyFunction = TSESTree.FunctionDeclaration | TSESTree.FunctionExpression | TSESTree.ArrowFunctionExpression;

/** Whether a node is a function. */
export function isFunction(node: TSESTree.Node): node is AnyFunction {
  return (
    node.type === AST_NODE_TYPES.FunctionDeclaration ||
    node.type === AST_NODE_TYPES.FunctionExpression ||
    node.type === AST_NODE_TYPES.ArrowFunctionExpression
  );
}
