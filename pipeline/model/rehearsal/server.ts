import { createServer, type Server } from "node:http";
import type { ModelRole } from "../model-port.ts";
import { rehearsalModels } from "./rehearsal-models.ts";
import { createChatHandler } from "./server/chat-handler.ts";
import type { RehearsalModel } from "./server/rehearsal-reply.ts";

/** Roles that a rehearsal model replies for. */
export type RehearsalRole = Exclude<ModelRole, "embedding">;

/** The built-in rehearsal models, spoken to as OpenAI-compatible endpoints. */
export interface RehearsalServer extends AsyncDisposable {
  /** `http://127.0.0.1:PORT/<role>/v1` */
  baseURL(role: ModelRole): string;
  /** Breaks off what is under way. Closing again does nothing. */
  close(): Promise<void>;
}

/** Starts the rehearsal models on a free loopback port. */
export async function startRehearsalServer(
  models: Readonly<Record<RehearsalRole, RehearsalModel>> = rehearsalModels,
): Promise<RehearsalServer> {
  const server = createServer(createChatHandler(models));
  // a client's idle connection is closed by the client or with the server, never between two of its requests
  server.keepAliveTimeout = 0;
  const port = await listen(server);
  let closed: Promise<void> | null = null;
  const close = (): Promise<void> => {
    closed ??= closeServer(server);
    return closed;
  };
  return {
    baseURL: (role) => `http://127.0.0.1:${port}/${role}/v1`,
    close,
    [Symbol.asyncDispose]: close,
  };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      if (address === null || typeof address === "string")
        reject(new Error("The rehearsal server has no port."));
      else resolve(address.port);
    });
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
