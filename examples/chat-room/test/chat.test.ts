/** Rooms as groups: who is there, who hears, and what becomes of those who end. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { transcript } from "./transcript.js";

test("who is in a room hears what others say there, and not what is said elsewhere", async () => {
  const answers = await transcript(`
    ada joins lobby
    bob joins lobby
    cleo joins garden
    ada says in lobby: hello`);
  assert.equal(answers, [[], ["ada hears in lobby that bob has joined"], [], ["bob hears ada in lobby: hello"]]);
});

test("who joined twice hears once, and has left when it has left twice", async () => {
  const answers = await transcript(`
    ada joins lobby
    bob joins lobby
    bob joins lobby
    who is in lobby
    ada says in lobby: hello
    bob leaves lobby
    who is in lobby
    bob leaves lobby
    who is in lobby`);
  assert.equal(answers.slice(2), [
    [],
    ["ada, bob, bob"],
    ["bob hears ada in lobby: hello"],
    [],
    ["ada, bob"],
    ["ada hears in lobby that bob has left"],
    ["ada"],
  ]);
});

test("a member that crashes has left every room when the others hear of it", async () => {
  const answers = await transcript(`
    ada joins lobby
    bob joins lobby
    bob joins lobby
    bob joins garden
    cleo joins garden
    cleo joins attic
    bob crashes
    who is in lobby
    who is in garden
    who is in attic`);
  assert.equal(answers.slice(6), [
    ["ada hears in lobby that bob has crashed", "cleo hears in garden that bob has crashed"],
    ["ada"],
    ["cleo"],
    ["cleo"],
  ]);
});

test("the name of a member that has ended is free", async () => {
  for (const end of ["crashes", "goes"]) {
    const answers = await transcript(`
      bob joins lobby
      bob ${end}
      bob leaves lobby
      bob joins lobby
      who is in lobby`);
    assert.equal(answers, [[], [], ["cannot be done: nobody here is called bob"], [], ["bob"]]);
  }
});

test("what is said before a crash is heard, and a member that crashes after another does not hear of it twice", async () => {
  const answers = await transcript(`
    ada joins lobby
    bob joins lobby
    cleo joins lobby
    bob crashes
    cleo crashes`);
  assert.equal(answers.slice(3), [
    ["ada hears in lobby that bob has crashed", "cleo hears in lobby that bob has crashed"],
    ["ada hears in lobby that cleo has crashed"],
  ]);
});

test("what cannot be done is said, and nothing else is disturbed", async () => {
  const answers = await transcript(`
    ada joins lobby
    bob says in lobby: hello
    ada says in garden: hello
    ada leaves garden
    bob crashes
    who is in garden
    who is in lobby`);
  assert.equal(answers.slice(1), [
    ["cannot be done: nobody here is called bob"],
    ["cannot be done: ada is not in garden"],
    ["cannot be done: ada is not in garden"],
    ["cannot be done: nobody here is called bob"],
    ["nobody"],
    ["ada"],
  ]);
});

test("a hundred members hear each other", async () => {
  const names = Array.from({ length: 100 }, (_, n) => `member-${n}`);
  const joins = names.map((name) => `${name} joins lobby`).join("\n");
  const answers = await transcript(`${joins}\nmember-0 says in lobby: hello`);
  assert.is(answers.at(-1)?.length, 99);
});

test.run();
