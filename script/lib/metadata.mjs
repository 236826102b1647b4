// What every manifest says of the project: keywords, and, once the address of the repository is known, where it is, its
// home page and its issues. All of it is in script/metadata.json; `npm run metadata` writes it into the manifests.
import { join } from "node:path";
import { readJson, root } from "./folders.mjs";

/** Reads script/metadata.json: the address, `https://github.com/owner/name` or null while it is unknown, and keywords. */
export function readMetadata() {
  const metadata = readJson(join(root, "script", "metadata.json"));
  const { repository } = metadata;
  if (repository !== null && !/^https:\/\/[\w.-]+\/[\w.-]+\/[\w.-]+(?<!\.git)$/.test(repository))
    throw new Error(
      `script/metadata.json: "repository" is ${JSON.stringify(repository)}, not "https://host/owner/name"`,
    );
  return metadata;
}

/** Returns the fields that belong in the manifest of the package in `packages/<name>`; undefined ones must be absent. */
export function fieldsOf(name, { repository, keywords }) {
  const own = keywords[name];
  if (!own) throw new Error(`script/metadata.json has no keywords for ${name}`);
  const directory = `packages/${name}`;
  const known = repository !== null;
  return {
    keywords: [...keywords["*"], ...own],
    homepage: known ? `${repository}/tree/main/${directory}#readme` : undefined,
    bugs: known ? `${repository}/issues` : undefined,
    repository: known ? { type: "git", url: `git+${repository}.git`, directory } : undefined,
  };
}

/** Puts the fields after the description of a manifest and drops their old values. */
export function withFields(manifest, fields) {
  const others = Object.entries(manifest).filter(([key]) => !(key in fields));
  const at = others.findIndex(([key]) => key === "description") + 1;
  const added = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries([...others.slice(0, at), ...added, ...others.slice(at)]);
}

// Fenced code and code that looks like a link, which stay; a link or an image, whose label may hold an image; a reference.
const LINKS = new RegExp(
  [
    /^```[\s\S]*?^```/,
    /`[^`\n]*\]\([^`\n]*`/,
    /(?<image>!?)\[(?<label>(?:!\[[^\]]*\]\([^)]*\)|[^\]])*)\]\((?!https?:|#|mailto:)(?<target>[^)\s]+)(?<title>\s+"[^"]*")?\)/,
    /^(?<reference>\[[^\]]+\]:\s*)(?!https?:|#|mailto:)(?<below>\S+)/,
  ]
    .map(({ source }) => source)
    .join("|"),
  "gm",
);

/** Makes the relative links of a page absolute, since the registry shows it away from its repository. */
export function withAbsoluteLinks(text, repository, directory) {
  const absolute = (target, kind) => new URL(target, `${repository}/${kind}/main/${directory}/`).href;
  return text.replace(LINKS, (whole, ...rest) => {
    const { image, label, target, title = "", reference, below } = rest.at(-1);
    if (reference !== undefined) return reference + absolute(below, "blob");
    if (target === undefined) return whole;
    const inner = withAbsoluteLinks(label, repository, directory);
    return `${image}[${inner}](${absolute(target, image ? "raw" : "blob")}${title})`;
  });
}
