import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";

/** Answers a path: HTML as text, or whatever the function does. */
export type PageAnswer = string | ((response: ServerResponse, path: string) => void);

/** A stand-in for a slot: an HTTP proxy that answers every URL from a table of paths, on whatever host. */
export class PageServer implements AsyncDisposable {
  readonly pages: Map<string, PageAnswer>;
  /** authorities that were asked for by CONNECT, and refused */
  readonly refused: string[] = [];
  readonly #server: Server;

  private constructor(pages: Map<string, PageAnswer>) {
    this.pages = pages;
    this.#server = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? "", "http://localhost");
      const page = this.pages.get(pathname);
      if (page === undefined)
        response.writeHead(404, { "content-type": "text/html" }).end("<h1>not here</h1>");
      else if (typeof page === "string") response.writeHead(200, { "content-type": "text/html" }).end(page);
      else page(response, pathname);
    });
    this.#server.on("connect", (request, socket) => {
      this.refused.push(request.url ?? "");
      socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
    });
  }

  static async open(): Promise<PageServer> {
    const server = new PageServer(new Map());
    server.#server.listen(0, "127.0.0.1");
    await once(server.#server, "listening");
    return server;
  }

  get proxyServer(): string {
    const address = this.#server.address();
    return `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
