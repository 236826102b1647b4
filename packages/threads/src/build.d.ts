/** What the build puts in place of these names. */

/** True in the build behind the `development` export condition, which asserts the invariants; removed from the other. */
declare const DEBUG: boolean;

/** The version of the package. */
declare const VERSION: string;
