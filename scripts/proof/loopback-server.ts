import { createServer, type RequestListener } from "node:http";

export interface LoopbackServer extends AsyncDisposable {
  port: number;
}

/** Serves on loopback; port 0 is any free one. Closing breaks off what is under way. */
export async function serveOnLoopback(handle: RequestListener, port: number): Promise<LoopbackServer> {
  const server = createServer(handle);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return {
    port: address.port,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
