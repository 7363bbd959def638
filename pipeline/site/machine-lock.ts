import { once } from "node:events";
import { connect, createServer } from "node:net";
import { hasErrorCode } from "../errors.ts";
import { sha256Hex } from "../run/digest.ts";

/**
 * Holds a name for one caller on this machine, across processes; the others wait. The name is an abstract unix socket
 * (unix(7)): the kernel frees it when its holder dies, so no lock is ever left behind.
 */
export async function holdMachineLock(name: string, signal: AbortSignal): Promise<AsyncDisposable> {
  const address = `\0webgen-curator/${sha256Hex(name)}`;
  for (;;) {
    signal.throwIfAborted();
    const server = createServer((waiting) => waiting.on("error", () => waiting.destroy()));
    try {
      server.listen(address);
      await once(server, "listening");
    } catch (error) {
      if (!hasErrorCode(error, "EADDRINUSE")) throw error;
      await waitForRelease(address, signal);
      continue;
    }
    const waiting = new Set<{ destroy(): void }>();
    server.on("connection", (socket) => waiting.add(socket));
    return {
      [Symbol.asyncDispose]: async () => {
        server.close();
        for (const socket of waiting) socket.destroy();
      },
    };
  }
}

/** The connection ends when the holder lets go or dies. */
async function waitForRelease(address: string, signal: AbortSignal): Promise<void> {
  const socket = connect(address);
  socket.on("error", () => socket.destroy());
  socket.resume();
  const onAbort = (): void => void socket.destroy();
  signal.addEventListener("abort", onAbort);
  await new Promise((resolve) => socket.once("close", resolve));
  signal.removeEventListener("abort", onAbort);
}
