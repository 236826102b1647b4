// What llms.txt says, of the site and of a package: short texts for coding agents, made from the guides and the sources.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { conceptOf } from "./concepts.mjs";
import { exportsOf } from "./exports.mjs";
import { published, root } from "./folders.mjs";
import { guides } from "./guides.mjs";

const RULES = `In a generator wait with \`yield* operation\`, never with \`yield\` or \`await\`; elsewhere with \`await operation\`. A failure that nobody joins, asks
for or supervises ends the process. Each package has an AGENTS.md with its rules and common mistakes.`;

/** Returns docs/llms.txt: every guide and every package, each with a sentence. */
export function llmsOfSite() {
  const groups = grouped(guides());
  const lists = [...groups].map(([group, pages]) => [
    `## ${group}`,
    ...pages.map(({ name, title, summary }) => `- [${title}](guide/${name}.md): ${summary}`),
  ]);
  const packages = published().map(({ manifest }) => `- ${manifest.name}: ${manifest.description}`);
  return paragraphs([
    ["# Mailslot"],
    [
      "> Typed actors, channels, select and supervisors for TypeScript: concurrent tasks that can be cancelled, limited in time, supervised and tested.",
    ],
    [RULES],
    ...lists.map(([heading, ...lines]) => [heading, "", ...lines]),
    ["## Packages", "", ...packages],
    [
      "## More",
      "",
      "- [Semantics](semantics.md): what is promised, clause by clause",
      "- [Benchmarks](benchmarks.md): figures, with machine and versions",
    ],
  ]);
}

/** Returns the llms.txt of a package: what there is to read, and every export with its first sentence. */
export function llmsOfPackage({ path, manifest }) {
  const concepts = grouped(exportsOf(path).map((one) => ({ ...one, group: conceptOf(one.file) })));
  const lists = [...concepts].map(([concept, names]) => {
    const values = names.filter(({ isType }) => !isType).map(({ name, sentence }) => `- \`${name}\`: ${sentence}`);
    const types = names.filter(({ isType }) => isType).map(({ name }) => `\`${name}\``);
    return [`## ${concept}`, "", ...values, ...(types.length === 0 ? [] : [`- types: ${types.join(", ")}`])];
  });
  return paragraphs([
    [`# ${manifest.name}`],
    [`> ${manifest.description}`],
    [
      "Read AGENTS.md for rules and common mistakes, README.md for an overview, dist/index.d.ts for signatures: each function there has an example that is tested.",
    ],
    ...lists,
  ]);
}

/** Says which llms.txt are not as they would be written now. */
export function oldTexts() {
  const wanted = [["docs/llms.txt", llmsOfSite()]];
  for (const member of published()) wanted.push([`${member.short}/llms.txt`, llmsOfPackage(member)]);
  return wanted
    .filter(([file, text]) => !existsSync(join(root, file)) || readFileSync(join(root, file), "utf8") !== text)
    .map(([file]) => file);
}

function grouped(items) {
  const groups = new Map();
  for (const item of items) groups.set(item.group, [...(groups.get(item.group) ?? []), item]);
  return groups;
}

function paragraphs(all) {
  return `${all.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}
