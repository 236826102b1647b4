import workerpool from "workerpool";
import { echo, fib, spin } from "../../threads/functions.mjs";

workerpool.worker({ echo, fib, spin });
