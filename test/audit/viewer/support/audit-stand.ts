import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { auditPage } from "../../../../stages/audit/page/audit-page.ts";
import { securityHeaders } from "../../../../stages/audit/server/security-headers.ts";
import type { LiveEvent } from "../../../../stages/audit/views/addresses.ts";

const assetsDir = join(import.meta.dirname, "../../../../stages/audit/assets");

export interface StandRequest {
  method: string;
  address: string;
  body: string;
}

/** What a test answers: JSON, or bytes of a picture; undefined: 404. Throw an Error to answer 500 with its message. */
export type StandAnswer = (request: StandRequest) => unknown;

export interface AuditStand {
  url: string;
  /** All POSTs, in order. */
  posts: StandRequest[];
  /** Sends an event to every page that listens. */
  send(event: LiveEvent): void;
  /** Resolves once a page listens. */
  listening(): Promise<void>;
  /** Answers nobody any more. */
  drop(): void;
  close(): Promise<void>;
}

/** Serves the built viewer with hand-made data under the strict policy: for data that no honest server gives. */
export async function openAuditStand(answer: StandAnswer): Promise<AuditStand> {
  const listeners = new Set<ServerResponse>();
  const posts: StandRequest[] = [];
  const server = createServer((request, response) => {
    void respond(request, response).catch((error: Error) => {
      response.writeHead(500, { "content-type": "application/json" });
      response.end(JSON.stringify({ problem: error.message }));
    });
  });
  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const address = (request.url ?? "/").slice(1);
    for (const [name, value] of Object.entries(securityHeaders("http://127.0.0.1:*"))) {
      response.setHeader(name, value);
    }
    if (address === "")
      return send(
        response,
        "text/html",
        auditPage({ mode: "live", reviewer: null, contentSecurityPolicy: null }),
      );
    if (address === "viewer.js" || address === "viewer.css") {
      const type = address.endsWith("js") ? "text/javascript" : "text/css";
      return send(response, type, await readFile(join(assetsDir, address)));
    }
    if (address === "live/events") {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(": here\n\n");
      listeners.add(response);
      request.on("close", () => listeners.delete(response));
      server.emit("listener");
      return;
    }
    const body = (await Array.fromAsync(request)).join("");
    const asked = { method: request.method ?? "GET", address, body };
    if (asked.method !== "GET") posts.push(asked);
    const answered = await answer(asked);
    if (answered === undefined) {
      response.statusCode = 404;
      return send(response, "application/json", JSON.stringify({ problem: `There is no ${address}.` }));
    }
    if (answered instanceof Uint8Array) return send(response, "image/png", answered);
    if (typeof answered === "string") return send(response, "text/plain", answered);
    return send(response, "application/json", JSON.stringify(answered));
  }
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    posts,
    send(event) {
      for (const listener of listeners) listener.write(`data: ${JSON.stringify(event)}\n\n`);
    },
    async listening() {
      if (listeners.size === 0) await once(server, "listener", { signal: AbortSignal.timeout(10_000) });
    },
    drop() {
      server.close();
      server.closeAllConnections();
    },
    async close() {
      if (!server.listening) return;
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function send(response: ServerResponse, type: string, body: string | Uint8Array): void {
  response.setHeader("content-type", type);
  response.end(body);
}
