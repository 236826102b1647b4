// The program that is bundled: it prints, as JSON, what errors and tasks are called in the bundle.
import * as actor from "@mailslot/actor";
import * as core from "@mailslot/core";
import * as io from "@mailslot/io";
import * as loom from "@mailslot/loom";
import * as select from "@mailslot/select";
import * as supervision from "@mailslot/supervision";

const packages = { core, select, actor, supervision, io, loom };

function modelFailure() {
  try {
    loom.model(() => {
      throw new Error("a failure");
    });
  } catch (error) {
    return error;
  }
}

/** Every exported class of errors, with the name of an error of it, and how that prints. */
const classes = Object.values(packages).flatMap((names) =>
  Object.entries(names)
    .filter(([, value]) => typeof value === "function" && value.prototype instanceof Error)
    .map(([exported, Class]) => {
      const error = exported === "ModelFailure" ? modelFailure() : new Class("first", "second");
      return { exported, name: error.name, text: String(error) };
    }),
);

const closed = core.channel();
closed.close();
const thrown = [];
for (const fail of [
  () => closed.send(1),
  () => core.channel({ capacity: -1 }),
  () => select.select({}),
  () => actor.spawn(1),
]) {
  try {
    fail();
  } catch ({ name, code }) {
    thrown.push({ name, code });
  }
}

const named = core.go(function* server() {});
const given = core.go(function* server() {}, { name: "given" });
const definition = actor.defineActor("account", { receive: {} });
const ref = actor.spawn(definition);
console.log(JSON.stringify({ classes, thrown, named: named.name, given: given.name, ref: ref.name }));
actor.kill(ref);
