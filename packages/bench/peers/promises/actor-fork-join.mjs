// An async function per node, which calls itself twice and awaits both.

async function node(depth) {
  if (depth === 0) return 1;
  const [left, right] = await Promise.all([node(depth - 1), node(depth - 1)]);
  return 1 + left + right;
}

export default node;
