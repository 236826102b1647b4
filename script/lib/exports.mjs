// The exports of a package, as src/index.ts lists them, each with the first sentence of its docstring.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

/** Lists the exports of the package in `path`: name, file relative to `src`, sentence, and whether it is a type alone. */
export function exportsOf(path) {
  const index = parse(join(path, "src", "index.ts"));
  return index.statements.filter(ts.isExportDeclaration).flatMap((statement) => {
    const from = statement.moduleSpecifier?.text ?? "";
    const file = from.replace(/^\.\//, "").replace(/\.js$/, ".ts");
    const docs = from.startsWith(".") ? declarationsOf(join(path, "src", file)) : new Map();
    return statement.exportClause.elements.map((one) => {
      const { isType, sentence } = docs.get((one.propertyName ?? one.name).text) ?? {
        isType: false,
        sentence: `as in ${from}`,
      };
      return {
        name: one.name.text,
        file: from.startsWith(".") ? file : "",
        sentence,
        isType: isType || one.isTypeOnly || statement.isTypeOnly,
      };
    });
  });
}

/** The exported declarations of a file; those that it only hands on are looked up where they are. */
function declarationsOf(path) {
  const found = new Map();
  if (!existsSync(path)) return found;
  for (const statement of parse(path).statements) {
    for (const name of namesOf(statement)) if (!found.has(name)) found.set(name, described(statement));
    if (!ts.isExportDeclaration(statement) || statement.moduleSpecifier?.text?.startsWith(".") !== true) continue;
    const there = declarationsOf(join(path, "..", statement.moduleSpecifier.text.replace(/\.js$/, ".ts")));
    for (const one of statement.exportClause?.elements ?? [])
      found.set(one.name.text, there.get((one.propertyName ?? one.name).text));
  }
  return found;
}

function namesOf(statement) {
  if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.map(({ name }) => name.text);
  return statement.name === undefined ? [] : [statement.name.text];
}

function described(statement) {
  const text = ts.getTextOfJSDocComment(statement.jsDoc?.at(-1)?.comment) ?? "";
  const [sentence = ""] = /^[\s\S]*?(?:\.(?=\s|$)|$)/.exec(text.replace(/\s+/g, " ")) ?? [];
  return {
    isType: ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement),
    sentence: sentence.trim().replace(/:$/, "."),
  };
}

function parse(path) {
  return ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true);
}
