import { Socket } from "node:net";

/** The pipe that the engine holds the other end of. */
const pipe = 3;

// Preloaded into the program: ends it when the engine is gone, however that ended. The pipe alone keeps nothing alive.
new Socket({ fd: pipe, readable: true, writable: false })
  .once("close", () => process.kill(process.pid, "SIGKILL"))
  .once("error", () => undefined)
  .resume()
  .unref();
