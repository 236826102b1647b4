// Which files are Vitest's; the other suites of this example are for other runners.
export default { test: { include: ["test/*.vitest.ts"] } };
