// Two actors with state; the request carries the reference to answer to, as nact's documentation has it.

import { dispatch, spawn, start, stop } from "nact";

const layout = (calls, { width, replyTo }) => {
  dispatch(replyTo, { width });
  return calls + 1;
};

const script = (size, target, done) => (state, message, ctx) => {
  const sum = state.sum + (message.width ?? 0);
  if (state.calls === size) done(sum);
  else dispatch(target, { width: state.calls, replyTo: ctx.self });
  return { sum, calls: state.calls + 1 };
};

export default async function scriptLayout(size) {
  const system = start();
  const sum = await new Promise((done) => {
    const layoutActor = spawn(system, layout, "layout", { initialState: 0 });
    const initialState = { sum: 0, calls: 0 };
    dispatch(spawn(system, script(size, layoutActor, done), "script", { initialState }), {});
  });
  stop(system);
  return sum;
}
