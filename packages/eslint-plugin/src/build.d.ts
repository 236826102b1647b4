/** Names that the build replaces. */

/** True in the build for the `development` export condition, which asserts the invariants; removed from the other. */
declare const DEBUG: boolean;

/** The version of the package. */
declare const VERSION: string;
