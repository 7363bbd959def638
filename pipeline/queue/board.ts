import { once } from "node:events";
import { createBullBoard } from "@bull-board/api";
import { BullMQAdapter } from "@bull-board/api/bullMQAdapter";
import { HonoAdapter } from "@bull-board/hono";
import { createAdaptorServer } from "@hono/node-server";
import { serveStatic } from "@hono/node-server/serve-static";
import { Queue } from "bullmq";
import { Hono } from "hono";
import { UserError } from "../errors.ts";
import type { QueueAddress } from "./queue-address.ts";

export interface Board extends AsyncDisposable {
  url: string;
}

/**
 * Serves Bull Board for a queue, on loopback, to look at: it changes nothing, as what is planned is the planner's to
 * say. `port` 0: any free one. Throws UserError for a queue that it cannot show, or a port that is taken.
 */
export async function openBoard({ kind, url, name }: QueueAddress, port: number): Promise<Board> {
  if (kind !== "redis")
    throw new UserError("The board shows queues on Redis only. `curate queue status` shows this one.");
  const queue = new Queue(name, { connection: { url, maxRetriesPerRequest: null }, prefix: "curate" });
  queue.on("error", () => undefined);
  const adapter = new HonoAdapter(serveStatic);
  createBullBoard({
    queues: [new BullMQAdapter(queue, { readOnlyMode: true })],
    serverAdapter: adapter,
    options: { uiConfig: { boardTitle: "webgen-curator" } },
  });
  const app = new Hono();
  // a page of elsewhere, whose name leads to loopback, is not let in
  app.use(async (request, next) => {
    const host = (request.req.header("host") ?? "").replace(/:\d+$/, "");
    if (host !== "127.0.0.1" && host !== "localhost") return request.text("Not found", 404);
    return await next();
  });
  app.route("/", adapter.registerPlugin());
  const server = createAdaptorServer({ fetch: app.fetch });
  const close = async (): Promise<void> => {
    if ("closeAllConnections" in server) server.closeAllConnections();
    server.close();
    await queue.close();
  };
  try {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
  } catch (cause) {
    await queue.close();
    throw new UserError(`The board cannot be served on port ${port}. Name a free one with --port.`, {
      cause,
    });
  }
  const address = server.address();
  const listening = address !== null && typeof address === "object" ? address.port : port;
  return { url: `http://127.0.0.1:${listening}/`, [Symbol.asyncDispose]: close };
}
