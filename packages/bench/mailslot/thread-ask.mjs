import { job } from "../threads/rows.mjs";
import { Echo } from "../threads/work.mjs";
import { threads } from "./threads.mjs";

const actor = await (await threads(1)).spawn(Echo);

export default (size) => job((_, value) => actor.ask.echo(value), size);
