// What lives on the worker of the row "threads": layout as an actor.
import { defineActor } from "@mailslot/actor";

/** Answers with what it is asked for. */
export const Layout = defineActor("layout", { receive: { layout: (_ctx, width: number): number => width } });
