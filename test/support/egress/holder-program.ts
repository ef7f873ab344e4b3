// Holds a network until it is killed, as a test is that comes to no end. Says what it is known by, and where its files lie.
import { Namespaces } from "./namespaces.ts";

const namespaces = await Namespaces.open();
namespaces.start("pod-1", ["sleep", "infinity"]);
process.stdout.write(`${JSON.stringify({ identity: namespaces.identity, folder: namespaces.folder })}\n`);
