// Types of plain-grep.mjs, for the tests.

/** Each line as "path:line:text". */
export function plainGrep(folder: string, expression: RegExp): string[];
export function gnuGrep(folder: string, pattern: string): string[] | null;
