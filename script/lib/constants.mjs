// Makes constants of what a bundle declares at its top: esbuild writes `var` for `const` and `class`, and functions stay
// declarations. V8 can assign to both, so optimized code loads each and compares before every use; what is constant it knows.
// See docs/decisions/0002-build.md.
import { readFileSync, writeFileSync } from "node:fs";
import { decode, encode } from "@jridgewell/sourcemap-codec";
import ts from "typescript";

const STEPS = new Set([ts.SyntaxKind.PlusPlusToken, ts.SyntaxKind.MinusMinusToken]);

/** Rewrites a file that esbuild has just written, and its source map. */
export function makeConstants(file) {
  const before = readFileSync(file, "utf8");
  const edits = editsOf(file, before);
  writeFileSync(file, applied(before, edits));
  const map = JSON.parse(readFileSync(`${file}.map`, "utf8"));
  map.mappings = encode(shifted(decode(map.mappings), before, edits));
  writeFileSync(`${file}.map`, JSON.stringify(map));
}

/** @typedef {{ from: number, to: number, text: string }} Edit */

/** @returns {Edit[]} In the order of the text. */
function editsOf(file, code) {
  const source = ts.createSourceFile(file, code, ts.ScriptTarget.ES2022, true, ts.ScriptKind.JS);
  const { assigned, objects } = namesThatStay(source);
  const early = usedBefore(source);
  return source.statements.flatMap((statement) => {
    if (ts.isVariableStatement(statement)) return ofVariables(statement.declarationList, assigned);
    if (!ts.isFunctionDeclaration(statement)) return [];
    const { text } = statement.name;
    return assigned.has(text) || objects.has(text) || early.has(text) ? [] : ofFunction(statement);
  });
}

/** `var a = 1, b;` becomes `const a = 1; var b;`. */
function ofVariables(list, assigned) {
  if ((list.flags & ts.NodeFlags.BlockScoped) !== 0) return [];
  const { declarations } = list;
  const keyword = ({ name, initializer }) =>
    initializer !== undefined && ts.isIdentifier(name) && !assigned.has(name.text) ? "const" : "var";
  return declarations.map((declaration, n) => {
    const before = n === 0 ? list.getStart() : declarations[n - 1].end;
    return { from: before, to: declaration.getStart(), text: `${n === 0 ? "" : "; "}${keyword(declaration)} ` };
  });
}

/** `function f(a) {` becomes `const f = (a) => {`, unless the body asks for what an arrow does not have. */
function ofFunction(statement) {
  const { name, asteriskToken, modifiers = [], parameters, body } = statement;
  if (asteriskToken !== undefined || [...parameters, body].some(asksForOwn)) return [];
  const open = name.end + statement.getSourceFile().text.slice(name.end).indexOf("(");
  const isAsync = modifiers.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword);
  return [
    { from: statement.getStart(), to: open, text: `const ${name.text} = ${isAsync ? "async " : ""}` },
    { from: body.getStart(), to: body.getStart(), text: "=> " },
    { from: body.end, to: body.end, text: ";" },
  ];
}

/** The names that are assigned to; and those that stand for an object, a class above all, which an arrow cannot be. */
function namesThatStay(source) {
  const assigned = new Set();
  const objects = new Set();
  const assign = (node) => {
    if (ts.isIdentifier(node)) assigned.add(node.text);
    else if (ts.isPropertyAccessExpression(node)) objects.add(node.expression.text);
    else if (!ts.isElementAccessExpression(node)) ts.forEachChild(node, assign); // a pattern
  };
  const visit = (node) => {
    if (ts.isBinaryExpression(node)) {
      if (ts.isAssignmentOperator(node.operatorToken.kind)) assign(node.left);
      if (node.operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword) objects.add(node.right.text);
    } else if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) {
      if (STEPS.has(node.operator)) assign(node.operand);
    } else if (ts.isForInStatement(node) || ts.isForOfStatement(node)) assign(node.initializer);
    else if (ts.isNewExpression(node) || ts.isExpressionWithTypeArguments(node)) objects.add(node.expression.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { assigned, objects };
}

/** The functions that the module uses while it loads, above where they stand. */
function usedBefore(source) {
  const seen = new Set();
  const early = new Set();
  const visit = (node) => {
    if (ts.isIdentifier(node)) seen.add(node.text);
    if (!ts.isFunctionLike(node)) ts.forEachChild(node, visit);
  };
  for (const statement of source.statements) {
    if (!ts.isFunctionDeclaration(statement)) visit(statement);
    else if (seen.has(statement.name.text)) early.add(statement.name.text);
  }
  return early;
}

/** Whether code uses `this`, `arguments` or `new.target` of the function that it stands in. */
function asksForOwn(node) {
  if (node.kind === ts.SyntaxKind.ThisKeyword || ts.isMetaProperty(node)) return true;
  if (ts.isIdentifier(node) && node.text === "arguments") return true;
  if (ts.isFunctionDeclaration(node) || ts.isFunctionExpression(node) || ts.isClassLike(node)) return false;
  return ts.forEachChild(node, asksForOwn) ?? false;
}

function applied(code, edits) {
  let at = 0;
  const parts = edits.map(({ from, to, text }) => {
    const part = code.slice(at, from) + text;
    at = to;
    return part;
  });
  return parts.join("") + code.slice(at);
}

/** Moves the columns of a source map behind each edit; none adds or removes a line. */
function shifted(lines, code, edits) {
  const starts = [0];
  for (let at = code.indexOf("\n"); at !== -1; at = code.indexOf("\n", at + 1)) starts.push(at + 1);
  for (const { from, to, text } of edits.toReversed()) {
    const line = starts.findLastIndex((start) => start <= from);
    const until = to - starts[line];
    for (const segment of lines[line] ?? []) if (segment[0] >= until) segment[0] += text.length - (to - from);
  }
  return lines;
}
