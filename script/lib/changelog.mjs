// How changesets writes a CHANGELOG: what each changeset says, and one line for all packages of the repository that a
// package now needs in a newer version. .changeset/config.json names this file.
export default {
  getReleaseLine({ summary }) {
    const [first, ...others] = summary.trim().split("\n");
    return [`- ${first}`, ...others.map((line) => `  ${line}`.trimEnd())].join("\n");
  },

  getDependencyReleaseLine(_changesets, updated) {
    if (updated.length === 0) return "";
    return `- Needs ${updated.map(({ name, newVersion }) => `\`${name}\` ${newVersion}`).join(", ")}.`;
  },
};
