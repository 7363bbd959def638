import { once } from "node:events";
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { InfrastructureError } from "../errors.ts";
import type { SiteReach } from "./site-reach.ts";

const maxBlockedHosts = 100;
/** Headers between two neighbours on the way, not for the next (RFC 9110, section 7.6.1). */
const hopHeaders = ["proxy-connection", "proxy-authorization", "connection", "keep-alive", "te", "upgrade"];

/**
 * The HTTP proxy of one slot: every localhost port means a port of the slot's running site, and no other host can be
 * reached. Plain HTTP is forwarded; CONNECT, which browsers use for websockets, is joined byte for byte.
 */
export class SlotProxy implements AsyncDisposable {
  readonly #server: Server;
  readonly #site: () => SiteReach | null;
  readonly #blockedHosts = new Set<string>();
  readonly #tunnels = new Set<Duplex>();

  private constructor(site: () => SiteReach | null) {
    this.#site = site;
    this.#server = createServer((incoming, outgoing) => this.#forward(incoming, outgoing));
    this.#server.on("connect", (incoming: IncomingMessage, client: Duplex, head: Buffer) => {
      void this.#tunnel(incoming.url ?? "", client, head);
    });
    // a response may take as long as the site likes: event streams stay open
    this.#server.requestTimeout = 0;
  }

  /** Listens on a free loopback port. `site` gives the site that runs now, or null. */
  static async open(site: () => SiteReach | null): Promise<SlotProxy> {
    const proxy = new SlotProxy(site);
    proxy.#server.listen(0, "127.0.0.1");
    await once(proxy.#server, "listening");
    return proxy;
  }

  /** Address for a browser: `http://127.0.0.1:PORT`. */
  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === "string") {
      throw new InfrastructureError("Slot proxy: it is closed, so it has no address.");
    }
    return `http://127.0.0.1:${address.port}`;
  }

  /** Hosts refused since the last call, at most 100. */
  takeBlockedHosts(): string[] {
    const hosts = [...this.#blockedHosts].sort();
    this.#blockedHosts.clear();
    return hosts;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const tunnel of this.#tunnels) tunnel.destroy();
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #forward(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const target = parseTarget(incoming.url ?? "");
    if (!target) return void outgoing.writeHead(400).end();
    const site = this.#siteFor(target.hostname);
    if (!site) return void outgoing.writeHead(403, { "content-type": "text/plain" }).end("No network here.");
    const upstream = request(
      {
        agent: site.agent,
        host: "localhost",
        port: Number(target.port || 80),
        method: incoming.method ?? "GET",
        path: `${target.pathname}${target.search}`,
        headers: withoutHopHeaders(incoming.headers),
      },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.statusMessage, answer.headers);
        answer.pipe(outgoing);
        answer.on("error", () => outgoing.destroy());
      },
    );
    upstream.on("error", (error) => {
      if (outgoing.headersSent) outgoing.destroy();
      else
        outgoing
          .writeHead(502, { "content-type": "text/plain" })
          .end(`The site did not answer: ${error.message}`);
    });
    outgoing.on("close", () => {
      if (!outgoing.writableFinished) upstream.destroy();
    });
    incoming.pipe(upstream);
  }

  async #tunnel(authority: string, client: Duplex, head: Buffer): Promise<void> {
    client.on("error", () => client.destroy());
    const target = parseTarget(`http://${authority}`);
    const site = target ? this.#siteFor(target.hostname) : null;
    if (!target || !site) return void client.end("HTTP/1.1 403 Forbidden\r\n\r\n");
    try {
      const socket = await site.dial(Number(target.port || 80));
      this.#tunnels.add(client);
      client.on("close", () => {
        this.#tunnels.delete(client);
        socket.destroy();
      });
      socket.on("close", () => client.destroy());
      client.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      if (head.length > 0) socket.write(head);
      socket.pipe(client).pipe(socket);
    } catch {
      // the page learns of it as any browser would: the connection cannot be made
      client.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
    }
  }

  #siteFor(hostname: string): SiteReach | null {
    if (isLoopback(hostname)) return this.#site();
    if (this.#blockedHosts.size < maxBlockedHosts) this.#blockedHosts.add(hostname);
    return null;
  }
}

function parseTarget(url: string): URL | null {
  const target = URL.parse(url);
  return target?.protocol === "http:" ? target : null;
}

function isLoopback(hostname: string): boolean {
  return ["localhost", "127.0.0.1", "[::1]"].includes(hostname) || hostname.endsWith(".localhost");
}

function withoutHopHeaders(headers: IncomingMessage["headers"]): IncomingMessage["headers"] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !hopHeaders.includes(name)));
}
