// select() answers with the value and the channel it is from.

import { channel, select } from "@thi.ng/csp";

export default async function select2Ready(size) {
  const [a, b] = [channel(1), channel(1)];
  a.write(1);
  b.write(1);
  let sum = 0;
  for (let n = 0; n < size; n++) {
    const [value, from] = await select(a, b);
    sum += value;
    from.write(value);
  }
  return sum;
}
