// What a worker of Node 20 imports before entries in TypeScript.
import { register } from "tsx/esm/api";

register();
