// A chat over TCP, a line a message: `main.js [--port 7001] [--host 127.0.0.1] [--patience 200]`. SIGTERM and SIGINT stop it in good order.
import { parseArgs } from "node:util";
import { go } from "@mailslot/core";
import { serve } from "./server.js";

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "7001" },
    host: { type: "string", default: "127.0.0.1" },
    patience: { type: "string", default: "200" },
  },
});

try {
  const { host, port, patience } = values;
  const options = { host, port: Number(port), patience: Number(patience) };
  const { messages, leftOut } = await go(() => serve(options));
  process.stdout.write(`stopped: ${messages} messages, ${leftOut} left out for clients that were too slow\n`);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
