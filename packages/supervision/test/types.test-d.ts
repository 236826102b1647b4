/** The types of supervisors and children tell the truth. Checked by `npm run types`; nothing here runs. */
import { defineActor, type Ref, type RefOf, spawn } from "@mailslot/actor";
import { channel, go } from "@mailslot/core";
import { dynamicSupervisor, partitionedSupervisor, type Supervisor, supervisor } from "@mailslot/supervision";
import { expectTypeOf } from "expect-type";

const Worker = defineActor("worker", { receive: { count: () => 1 } });
type Worker = RefOf<typeof Worker>;

function* endless(): Generator<never, never> {
  for (;;) {}
}
function* waits() {
  yield* channel<void>().recv();
}

// A child is what its start gives, by its id.
const sup = await supervisor({
  children: [
    { id: "ref", start: () => spawn(Worker) },
    { id: "promise", start: async () => spawn(Worker) },
    { id: "task", start: () => go(waits) },
    { id: "inner", start: () => supervisor({ children: [{ id: "deep", start: () => spawn(Worker) }] }) },
    {
      id: "steps",
      *start() {
        yield* channel<void>(1).send();
        return spawn(Worker);
      },
    },
    { id: "none", start: () => null },
  ],
});
expectTypeOf(sup.child("ref")).toEqualTypeOf<Worker>();
expectTypeOf(sup.child("promise")).toEqualTypeOf<Worker>();
expectTypeOf(sup.child("steps")).toEqualTypeOf<Worker>();
expectTypeOf(sup.child("task")).resolves.toBeVoid();
expectTypeOf(sup.child("inner").child("deep")).toEqualTypeOf<Worker>();
// @ts-expect-error: there is no child of this id
sup.child("other");

// An async function waits for the end of a task that it returns; one that never ends would never have started.
supervisor({ children: [{ id: "a", start: () => go(endless) }] });
// @ts-expect-error: the start of the child would never be over
supervisor({ children: [{ id: "a", start: async () => go(endless) }] });
const first = { id: "a", start: () => go(endless) } as const;
// @ts-expect-error: the start of the second child would never be over
supervisor({ children: [first, { id: "b", start: async () => go(endless) }] });
// @ts-expect-error: the same, on request
sup.startChild({ id: "a", start: async () => go(endless) });
// @ts-expect-error: the same, in a dynamic supervisor
dynamicSupervisor({ start: async () => go(endless) });
// @ts-expect-error: the same, in a partitioned supervisor
partitionedSupervisor({ start: async () => go(endless), partitions: 2 });
// @ts-expect-error: a task that ends with a number is not a child once it has ended
supervisor({ children: [{ id: "a", start: async () => go(() => 1) }] });

// What is started on request is what the start gives.
expectTypeOf(await sup.startChild({ id: "b", start: () => spawn(Worker) })).toEqualTypeOf<Worker>();
expectTypeOf(await sup.startChild({ id: "b", start: async () => spawn(Worker) })).toEqualTypeOf<Worker>();
const dynamic = await dynamicSupervisor({ start: (n: number) => (n > 0 ? spawn(Worker) : null) });
expectTypeOf(await dynamic.startChild(1)).toEqualTypeOf<Worker | null>();
// @ts-expect-error: the start takes a number
dynamic.startChild("1");

// A list of specs that is not known in advance gives children that are not known.
declare const given: Supervisor;
expectTypeOf(given.child("any")).not.toBeAny();
expectTypeOf<Ref>().toExtend<ReturnType<typeof given.child>>();
