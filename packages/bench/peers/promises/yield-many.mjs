// A task is an async function; to yield is to await what is already there.

async function task(times) {
  let yields = 0;
  for (; yields < times; yields++) await null;
  return yields;
}

export default async function yieldMany(size, tasks) {
  const counts = await Promise.all(Array.from({ length: tasks }, () => task(size)));
  return counts.reduce((sum, count) => sum + count, 0);
}
