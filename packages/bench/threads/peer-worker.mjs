// The jobs of the pools that call an exported function by its name.

export { echo, fib, spin } from "./functions.mjs";
