// The rows of growth: every export of a package is used by one, or has a reason why none is about it.
import { readdirSync, readFileSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { reasons } from "../growth/reasons.mjs";

const test = suite("rows of growth");
const folder = new URL("../growth/", import.meta.url);
const texts = readdirSync(folder)
  .filter((file) => file !== "reasons.mjs")
  .map((file) => readFileSync(new URL(file, folder), "utf8"));

/** What the tables import from a package; the linter lets them import only what they use. */
function imported(name) {
  const statement = new RegExp(`import \\{([^}]*)\\} from "@mailslot/${name}"`, "g");
  return texts.flatMap((text) => [...text.matchAll(statement)].flatMap(([, names]) => names.match(/\w+/g)));
}

for (const name of Object.keys(reasons)) {
  test(`use every export of ${name}, or say why not`, async () => {
    const exported = Object.keys(await import(`@mailslot/${name}`));
    const used = imported(name);
    const excused = Object.keys(reasons[name]);
    const missing = exported.filter((each) => !used.includes(each) && !excused.includes(each));
    assert.equal(missing, [], "add a row, or a reason to growth/reasons.mjs");
    assert.equal(
      excused.filter((each) => used.includes(each) || !exported.includes(each)),
      [],
      "are excused without need",
    );
  });
}

test.run();
