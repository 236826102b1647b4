// Set by the build: true in dist/development.js (the `development` export condition), false in dist/index.js,
// where branches on it are dropped.
declare const DEBUG: boolean;
