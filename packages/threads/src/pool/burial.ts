/**
 * What the calling thread does when a worker has died, before another takes its place: nobody waits for the dead. Its jobs that
 * others made are lost or found; what it made is forgotten; what it held in its rings, or had copied and not shown, is shown again.
 */

import { bury } from "../atomic/idle.js";
import { kindOf, lose, orphan, QUEUED } from "../atomic/job-block.js";
import { EMPTY, popRing } from "../atomic/ring.js";
import { BLOCKS, GROUP, type IdlePlace, INJECT_MASK, LIVE, type Memory, RING_MASK } from "../thread/memory.js";

/** Buries a worker; `hintAgain` shows a hint of each job that is queued to its group. */
export function buryWorker(memory: Memory, dead: number, hintAgain: (hint: number, group: number) => void): void {
  const { words, places } = memory;
  for (let block = 0; block < BLOCKS; block++) orphan(words, memory.blockAt(dead, block));
  // As the owner would, whose place this takes: thieves go on meanwhile.
  while (popRing(words, memory.ringAt(dead), RING_MASK) !== EMPTY);
  while (popRing(words, memory.injectAt(dead), INJECT_MASK) !== EMPTY);
  for (const group of memory.idleGroups.keys())
    if (group !== places.groupOf(dead)) while (popRing(words, memory.outAt(dead, group), INJECT_MASK) !== EMPTY);
  Atomics.store(words, memory.sweepAt(dead), 0);
  memory.set(dead, LIVE, 0); // what is spawned next may go there as soon as another has its place
  for (let owner = 0; owner < places.threads; owner++) {
    let mustLook = false;
    for (let block = 0; block < BLOCKS; block++) {
      const at = memory.blockAt(owner, block);
      if (lose(words, at, dead)) mustLook = true;
      else if (kindOf(words, at) === QUEUED) hintAgain(owner * BLOCKS + block, words[at + GROUP] as number);
    }
    if (!mustLook) continue;
    Atomics.store(words, memory.sweepAt(owner), 1);
    memory.wake(owner);
  }
  const { at, threads, self } = memory.idlePlaces[dead] as IdlePlace;
  bury(words, at, threads, self);
  memory.wakeAll();
}
