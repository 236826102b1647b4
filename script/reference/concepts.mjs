// A plugin of typedoc. Each export stands under the folder of its source, so that the reference is grouped by concept, in the words of
// docs/semantics.md. Pages without front matter have the title of their first heading, and stand in a group of their own.
import { Application, Comment, CommentTag, Converter } from "typedoc";
import { conceptOf } from "../lib/concepts.mjs";

const FIRST = 10_000; // before typedoc makes groups

/** Called by typedoc. */
export function load(app) {
  app.converter.on(
    Converter.EVENT_RESOLVE_BEGIN,
    (context) => {
      for (const child of context.project.children ?? []) categorize(child, context);
    },
    FIRST,
  );
  app.on(
    Application.EVENT_PROJECT_REVIVE,
    (project) => {
      for (const page of project.documents ?? []) if (page.frontmatter.group === undefined) entitle(page);
      for (const each of project.children ?? []) tag(each, "@group", "Packages");
    },
    FIRST,
  );
}

function categorize(child, context) {
  const file = context.getSymbolFromReflection(child)?.declarations?.[0]?.getSourceFile().fileName;
  const place = file?.match(/\/packages\/[^/]+\/src\/(.*)$/)?.[1];
  if (place === undefined) return;
  tag(child, "@category", conceptOf(place));
}

function tag(reflection, name, text) {
  reflection.comment ??= new Comment();
  reflection.comment.blockTags.push(new CommentTag(name, [{ kind: "text", text }]));
}

function entitle(page) {
  const heading = page.content.map(({ text }) => /^# (.*)$/m.exec(text)?.[1]).find((each) => each !== undefined);
  page.name = heading ?? page.name;
  page.frontmatter.group = "Background";
}
