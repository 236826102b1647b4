// A task that ends takes its children with it, so each link of the chain is run in the scope of the whole program.

import { run, useScope, withResolvers } from "effection";

function* link(scope, n, depth, done) {
  if (n === 0) done.resolve(depth);
  else scope.run(() => link(scope, n - 1, depth + 1, done));
}

export default (size) =>
  run(function* program() {
    const scope = yield* useScope();
    const done = withResolvers();
    scope.run(() => link(scope, size, 0, done));
    return yield* done.operation;
  });
