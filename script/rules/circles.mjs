// Which files of a package import each other in circles. What a circle of values does depends on the file that is
// imported first; a large circle of types means that every file leads to every other. See
// docs/decisions/0008-circles-of-imports.md.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { filesBelow } from "../lib/folders.mjs";

const TYPES_AT_MOST = 10;

/** Names the circles below `folder` that are too large: of values any, of values and types those of more than 10 files. */
export function circleProblems(ts, folder, name) {
  const graph = importGraph(ts, folder);
  const values = circles(graph, ({ type }) => !type);
  const all = circles(graph, () => true).filter((files) => files.length > TYPES_AT_MOST);
  return [
    ...values.map((files) => `${name}: circle of values, which may not be: ${files.join(", ")}`),
    ...all.map(
      (files) => `${name}: circle of types of ${files.length} files, at most ${TYPES_AT_MOST}: ${files.join(", ")}`,
    ),
  ];
}

/** Maps each file below a folder, by its relative path, to what it imports from there: `[{ to, type }]`. */
export function importGraph(ts, folder) {
  return new Map(
    [".ts", ".tsx"]
      .flatMap((suffix) => filesBelow(folder, suffix))
      .map((path) => {
        const source = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest);
        const found = importsOf(ts, source).filter(({ from }) => from.startsWith("."));
        const edges = found.map(({ from, type }) => ({ to: sourceOf(join(dirname(path), from)), type }));
        return [
          relative(folder, path),
          edges.filter(({ to }) => existsSync(to)).map(({ to, type }) => ({ to: relative(folder, to), type })),
        ];
      }),
  );
}

/** The file that is built to `path`. */
function sourceOf(path) {
  const [plain, jsx] = [".ts", ".tsx"].map((suffix) => path.replace(/\.js$/, suffix));
  return existsSync(jsx) ? jsx : plain;
}

// `import { type A }` loads its module, as the compiler option verbatimModuleSyntax has it; `import type { A }` does not.
function importsOf(ts, source) {
  const found = [];
  const visit = (node) => {
    if (ts.isImportDeclaration(node))
      found.push({ from: node.moduleSpecifier.text, type: node.importClause?.isTypeOnly === true });
    else if (ts.isExportDeclaration(node) && node.moduleSpecifier)
      found.push({ from: node.moduleSpecifier.text, type: node.isTypeOnly });
    else if (ts.isImportTypeNode(node)) found.push({ from: node.argument.literal.text, type: true });
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      found.push({ from: node.arguments[0].text ?? "", type: false });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Lists the strongly connected components of more than one file (Tarjan 1972), each sorted by name. */
function circles(graph, follows) {
  const found = [];
  const open = [];
  const seen = new Map(); // the order of the first visit, and the earliest open file that is reached from there
  for (const file of graph.keys()) if (!seen.has(file)) visit(file);
  return found;

  function visit(file) {
    const own = { order: seen.size, earliest: seen.size, open: true };
    seen.set(file, own);
    open.push(file);
    for (const { to } of (graph.get(file) ?? []).filter(follows)) {
      const other = seen.get(to) ?? visit(to);
      if (other.open) own.earliest = Math.min(own.earliest, other.earliest);
    }
    if (own.earliest === own.order) close(file);
    return own;
  }

  function close(first) {
    const circle = open.splice(open.indexOf(first));
    for (const file of circle) seen.get(file).open = false;
    if (circle.length > 1) found.push(circle.sort());
  }
}
