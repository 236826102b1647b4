// An echo over TCP: `main.js [--port 7000] [--host 127.0.0.1] [--grace 5000]`. On SIGTERM or SIGINT it stops listening,
// serves its clients until they are silent, at most for the grace period, and ends with exit code 0.
import { parseArgs } from "node:util";
import { go } from "@mailslot/core";
import { serve } from "./server.js";

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "7000" },
    host: { type: "string", default: "127.0.0.1" },
    grace: { type: "string", default: "5000" },
  },
});

try {
  const { port, host, grace } = values;
  const { served, cut } = await go(() => serve({ port: Number(port), host, grace: Number(grace) }));
  process.stdout.write(`stopped: ${served} connections served, ${cut} cut\n`);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
