// A program of ten tasks, five of which send three messages each through one channel to the other five, under schedules that seeds decide.

import { channel, go } from "@mailslot/core";
import { explore } from "@mailslot/testing";

const TASKS = 10;
const MESSAGES = 3;

function* send(jobs) {
  for (let n = 0; n < MESSAGES; n++) yield* jobs.send(n);
}

function* receive(jobs) {
  for (let n = 0; n < MESSAGES; n++) yield* jobs.recv();
}

function* program() {
  const jobs = channel(1);
  const tasks = Array.from({ length: TASKS }, (_, n) => go(n % 2 === 0 ? send(jobs) : receive(jobs)));
  for (const task of tasks) yield* task;
}

export default async function exploring(size) {
  const { schedules } = await explore({ runs: size }, program);
  return schedules;
}
