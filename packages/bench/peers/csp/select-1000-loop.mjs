// select() asks and leaves every channel each time; there is no form that stays.

import { channel, select } from "@thi.ng/csp";
import { selectedChannel } from "../../harness/catalogue.mjs";

async function sender(channels, size) {
  for (let n = 0; n < size; n++) await channels[selectedChannel(n, channels.length)].write(n);
}

export default async function select1000Loop(size, count) {
  const channels = Array.from({ length: count }, () => channel(1));
  sender(channels, size);
  let sum = 0;
  for (let n = 0; n < size; n++) sum += (await select(...channels))[0];
  return sum;
}
