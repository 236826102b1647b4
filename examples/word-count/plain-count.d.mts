// Types of plain-count.mjs, for the tests.

/** Words by relative path. */
export function plainCount(folder: string): Map<string, number>;
export function wcCount(folder: string): Map<string, number> | null;
