// The platform's timers: setTimeout and clearTimeout.

import { timerDelay } from "../../harness/catalogue.mjs";

export default async function timers(size) {
  let fired = 0;
  const handles = [];
  for (let n = 0; n < size; n++) handles.push(setTimeout(() => fired++, timerDelay(n)));
  for (const handle of handles) clearTimeout(handle);
  return handles.length - fired;
}
