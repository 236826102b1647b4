import { ThreadWorker } from "poolifier";
import { echo, fib, spin } from "../../threads/functions.mjs";

export default new ThreadWorker({ echo, fib, spin });
