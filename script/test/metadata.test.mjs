// What manifests and pages say of the project, before and after the address of its repository is known.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { published, root } from "../lib/folders.mjs";
import { fieldsOf, readMetadata, withAbsoluteLinks, withFields } from "../lib/metadata.mjs";
import { metadataProblems } from "../rules/manifests.mjs";

const address = "https://github.com/owner/name";
const keywords = { "*": ["all"], core: ["core"] };

test("without an address, a manifest has keywords alone", () => {
  const manifest = { name: "core", description: "Text.", homepage: "old", license: "MIT" };
  const fields = fieldsOf("core", { repository: null, keywords });
  assert.equal(Object.entries(withFields(manifest, fields)), [
    ["name", "core"],
    ["description", "Text."],
    ["keywords", ["all", "core"]],
    ["license", "MIT"],
  ]);
});

test("with an address, a manifest says where the package, its page and its issues are", () => {
  const { homepage, bugs, repository } = fieldsOf("core", { repository: address, keywords });
  assert.is(homepage, `${address}/tree/main/packages/core#readme`);
  assert.is(bugs, `${address}/issues`);
  assert.equal(repository, { type: "git", url: `git+${address}.git`, directory: "packages/core" });
});

test("a manifest that says something else breaks the rules", () => {
  const metadata = readMetadata();
  for (const member of published()) {
    assert.equal(metadataProblems(member, metadata), []);
    const changed = { ...member, manifest: { ...member.manifest, keywords: ["other"] } };
    assert.match(metadataProblems(changed, metadata)[0], /does not say what script\/metadata\.json does/);
  }
});

test("a package without keywords is named", () => {
  assert.throws(() => fieldsOf("new", { repository: null, keywords }), /no keywords for new/);
});

test("relative links of a page become absolute, and no others", () => {
  const page = "[a](../../docs/semantics.md#actors) [b](docs/x.md) ![c](c.png) [d](https://e.org/) [e](#here)";
  assert.is(
    withAbsoluteLinks(page, address, "packages/core"),
    `[a](${address}/blob/main/docs/semantics.md#actors) [b](${address}/blob/main/packages/core/docs/x.md) ` +
      `![c](${address}/raw/main/packages/core/c.png) [d](https://e.org/) [e](#here)`,
  );
});

test("links with a title, badges and references become absolute, and code stays", () => {
  const page = '[a](../x.md "title")\n[![b](b.svg)](c.md)\n[q]: ../y.md\n`a[0](b)`\n```\na[0](b)\n```\n[`d`](d.md)';
  const blob = `${address}/blob/main/packages`;
  assert.is(
    withAbsoluteLinks(page, address, "packages/core"),
    `[a](${blob}/x.md "title")\n[![b](${address}/raw/main/packages/core/b.svg)](${blob}/core/c.md)\n[q]: ${blob}/y.md\n` +
      `\`a[0](b)\`\n\`\`\`\na[0](b)\n\`\`\`\n[\`d\`](${blob}/core/d.md)`,
  );
});

test("a release is refused as long as the address is unknown", () => {
  if (readMetadata().repository !== null) return;
  const { status, stderr } = spawnSync(process.execPath, [join(root, "script", "release.mjs")], { encoding: "utf8" });
  assert.is(status, 1);
  assert.match(
    stderr,
    /^Not released: the address of the repository is not known\. Write it into script\/metadata\.json/,
  );
});

test.run();
