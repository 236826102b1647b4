/** Written in by the build. */
declare const VERSION: string;
