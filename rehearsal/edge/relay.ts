import { connect, createServer, type NetConnectOpts, type Server, type Socket } from "node:net";

/**
 * Hands connections from one address to another, byte by byte: into the edge's network namespace through a Unix socket,
 * which two namespaces can share where they share no network.
 * @param at a port on 127.0.0.1 (0 takes a free one), or the path of a Unix socket
 */
export async function relay(at: number | string, to: NetConnectOpts): Promise<Server> {
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (near) => {
    const far = connect({ ...to, allowHalfOpen: true, noDelay: true });
    join(near, far);
    join(far, near);
  });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", reject);
  server.listen(typeof at === "number" ? { port: at, host: "127.0.0.1" } : { path: at }, resolve);
  await promise;
  return server;
}

/** An end is passed on as an end. A connection that breaks or is closed closes the other. */
function join(from: Socket, to: Socket): void {
  from.pipe(to);
  from.on("error", () => to.destroy());
  from.on("close", () => {
    if (!to.writableEnded) to.destroy();
  });
}
