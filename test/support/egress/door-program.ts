// A way into the network for who is outside of it: a Unix socket that leads to an address inside, as `kubectl port-forward`
// leads to a pod. usage: door-program.ts <path> <host> <port>
import { relay } from "../../../rehearsal/edge/relay.ts";

const [, , path = "", host = "", port = ""] = process.argv;
await relay(path, { host, port: Number(port) });
process.stdout.write("ready\n");
