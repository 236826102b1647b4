/** Reads the public declarations of a package, and says what of them has no example or no sentence. */
import ts from "typescript";

export interface Gaps {
  /** Exported functions without an `@example`. */
  readonly examples: readonly string[];
  /** Exported names, and public members of exported types, without a sentence. */
  readonly sentences: readonly string[];
  /** Optional members of exported `…Options` whose sentence does not say what happens without them. */
  readonly defaults: readonly string[];
}

/** Finds the gaps of the declarations that `entry`, a file of `program`, exports. */
export function gapsOf(program: ts.Program, entry: string): Gaps {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(entry);
  const module = source && checker.getSymbolAtLocation(source);
  if (module === undefined) throw new Error(`${entry} is not a module of the program`);
  const named = checker.getExportsOfModule(module).map((symbol) => ({ name: symbol.name, symbol: resolved(symbol) }));
  const members = named.flatMap(({ name, symbol }) => membersOf(symbol).map((member) => ({ type: name, member })));
  return {
    examples: named.filter(({ symbol }) => isFunction(symbol) && !hasExample(symbol)).map(({ name }) => name),
    sentences: [
      ...named.filter(({ symbol }) => sentence(symbol) === "").map(({ name }) => name),
      ...members.filter(({ member }) => sentence(member) === "").map(({ type, member }) => `${type}.${member.name}`),
    ],
    defaults: members
      .filter(({ type, member }) => type.endsWith("Options") && (member.flags & ts.SymbolFlags.Optional) !== 0)
      .filter(({ member }) => !/\b(?:default|without|unless)\b/i.test(sentence(member)))
      .map(({ type, member }) => `${type}.${member.name}`),
  };

  function resolved(symbol: ts.Symbol): ts.Symbol {
    return (symbol.flags & ts.SymbolFlags.Alias) === 0 ? symbol : checker.getAliasedSymbol(symbol);
  }

  function isFunction(symbol: ts.Symbol): boolean {
    const declaration = symbol.valueDeclaration;
    if (declaration === undefined || (symbol.flags & ts.SymbolFlags.Class) !== 0) return false;
    return checker.getTypeOfSymbolAtLocation(symbol, declaration).getCallSignatures().length > 0;
  }

  function hasExample(symbol: ts.Symbol): boolean {
    return symbol.getJsDocTags(checker).some(({ name }) => name === "example");
  }

  function sentence(symbol: ts.Symbol): string {
    return ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim();
  }
}

/** Lists the public members that the declarations of an interface, a class or an object type name themselves. */
function membersOf(symbol: ts.Symbol): ts.Symbol[] {
  return (symbol.declarations ?? []).flatMap((declaration) => {
    if (ts.isTypeAliasDeclaration(declaration))
      return literalsOf(declaration.type).flatMap(({ members }) => symbolsOf(members));
    if (ts.isInterfaceDeclaration(declaration) || ts.isClassDeclaration(declaration))
      return symbolsOf(declaration.members);
    return [];
  });
}

function literalsOf(type: ts.TypeNode): ts.TypeLiteralNode[] {
  if (ts.isTypeLiteralNode(type)) return [type];
  if (ts.isUnionTypeNode(type) || ts.isIntersectionTypeNode(type)) return type.types.flatMap(literalsOf);
  return ts.isParenthesizedTypeNode(type) ? literalsOf(type.type) : [];
}

function symbolsOf(members: ts.NodeArray<ts.TypeElement | ts.ClassElement>): ts.Symbol[] {
  const symbols = members
    .filter((member) => isNamed(member))
    .map((member) => (member as ts.TypeElement & { readonly symbol?: ts.Symbol }).symbol)
    .filter((symbol) => symbol !== undefined);
  return [...new Set(symbols)];
}

// A member that a symbol or a single literal value names speaks for itself: `[Symbol.iterator]`, `status: "done"`.
function isNamed(member: ts.TypeElement | ts.ClassElement): boolean {
  if (member.name === undefined || ts.isPrivateIdentifier(member.name) || ts.isComputedPropertyName(member.name))
    return false;
  if (ts.isPropertySignature(member) && member.type !== undefined && ts.isLiteralTypeNode(member.type)) return false;
  return (ts.getCombinedModifierFlags(member as ts.Declaration) & ts.ModifierFlags.Private) === 0;
}
