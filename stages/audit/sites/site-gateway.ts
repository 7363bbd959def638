import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { InfrastructureError } from "../../../pipeline/errors.ts";
import { answerHeaders, confinement, requestHeaders, type SitePlace } from "./gateway-headers.ts";

const maxConnections = 256;

/**
 * What the names of sites end in. A page framed by another of the same domain keeps its storage where a browser denies it
 * to third parties: the viewer has such a name too.
 */
export const siteDomain = "curate.localhost";

/** A running site, as it is reached. */
export interface GatewayTarget {
  /** The proxy of its slot: `http://127.0.0.1:PORT`. */
  proxyServer: string;
  /** Its port inside the sandbox. */
  port: number;
  onUse(): void;
}

interface OpenTarget extends GatewayTarget {
  place: SitePlace;
  /** Open websockets: a page that is being looked at. */
  sockets: Set<Duplex>;
}

/**
 * Leads a person's own browser to running sites. Each has a host name of its own, `NAME.curate.localhost`, so that it shares
 * no origin and no storage with the viewer, with another site, or with anything else on this machine.
 */
export class SiteGateway implements AsyncDisposable {
  readonly #server: Server;
  readonly #targets = new Map<string, OpenTarget>();
  readonly #viewer: () => string;

  private constructor(viewer: () => string) {
    this.#viewer = viewer;
    this.#server = createServer((incoming, outgoing) => this.#forward(incoming, outgoing));
    this.#server.maxConnections = maxConnections;
    // a site may answer as slowly as it likes: event streams stay open
    this.#server.requestTimeout = 0;
    this.#server.on("upgrade", (incoming: IncomingMessage, client: Duplex, head: Buffer) =>
      this.#upgrade(incoming, client, head),
    );
  }

  /** Listens on a free loopback port. `viewer`: origins of the page that may frame the sites, with spaces between. */
  static async open(viewer: () => string): Promise<SiteGateway> {
    const gateway = new SiteGateway(viewer);
    gateway.#server.listen(0, "127.0.0.1");
    await once(gateway.#server, "listening");
    return gateway;
  }

  get port(): number {
    const address = this.#server.address();
    if (address === null || typeof address === "string")
      throw new InfrastructureError("Site gateway: it is closed, so it has no port.");
    return address.port;
  }

  /** All addresses under which sites can be, as a source of a content security policy. */
  get frames(): string {
    return `http://*.${siteDomain}:${this.port}`;
  }

  /** Gives a site a name. Returns its origin, and what takes the name away again. */
  add(target: GatewayTarget): { origin: string } & Disposable {
    const name = `site-${randomBytes(8).toString("hex")}.${siteDomain}:${this.port}`;
    const place = { outer: `http://${name}`, inner: `http://localhost:${target.port}` };
    const open: OpenTarget = { ...target, place, sockets: new Set() };
    this.#targets.set(name, open);
    return {
      origin: place.outer,
      [Symbol.dispose]: () => {
        this.#targets.delete(name);
        for (const socket of open.sockets) socket.destroy();
      },
    };
  }

  /** Whether a page of the site holds a websocket open. */
  isWatched(origin: string): boolean {
    return (this.#targets.get(new URL(origin).host)?.sockets.size ?? 0) > 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { sockets } of this.#targets.values()) for (const socket of sockets) socket.destroy();
    this.#targets.clear();
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #forward(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const target = this.#targets.get(incoming.headers.host ?? "");
    if (target === undefined) return void say(outgoing, 404, "No site is open here.");
    if (!mayAsk(incoming, target)) return void say(outgoing, 403, "Another page may not ask.");
    target.onUse();
    const { place } = target;
    const upstream = request(
      {
        ...hostAndPort(target.proxyServer),
        method: incoming.method ?? "GET",
        path: `${place.inner}${pathOf(incoming)}`,
        headers: requestHeaders(incoming.headers, place),
      },
      (answer) => {
        const headers = answerHeaders(answer.headers, place, this.#viewer());
        if (headers === null) {
          answer.resume();
          return void say(
            outgoing,
            403,
            "The site leads away from itself.",
            confinement(place, this.#viewer()),
          );
        }
        outgoing.writeHead(answer.statusCode ?? 502, headers);
        answer.pipe(outgoing);
        answer.on("error", () => outgoing.destroy());
      },
    );
    upstream.on("error", () => {
      if (outgoing.headersSent) outgoing.destroy();
      else say(outgoing, 502, "The site did not answer.", confinement(place, this.#viewer()));
    });
    outgoing.on("close", () => {
      if (!outgoing.writableFinished) upstream.destroy();
    });
    incoming.pipe(upstream);
  }

  /** A websocket: joined byte for byte, through the slot's proxy. */
  #upgrade(incoming: IncomingMessage, client: Duplex, head: Buffer): void {
    client.on("error", () => client.destroy());
    const target = this.#targets.get(incoming.headers.host ?? "");
    if (target === undefined || !mayAsk(incoming, target))
      return void client.end("HTTP/1.1 403 Forbidden\r\n\r\n");
    target.onUse();
    target.sockets.add(client);
    const authority = `localhost:${target.port}`;
    const tunnel = request({ ...hostAndPort(target.proxyServer), method: "CONNECT", path: authority });
    client.on("close", () => {
      target.sockets.delete(client);
      tunnel.destroy();
    });
    tunnel.on("error", () => client.destroy());
    tunnel.on("connect", (answer: IncomingMessage, socket: Duplex) => {
      if (answer.statusCode !== 200) return void client.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
      socket.on("error", () => client.destroy());
      socket.on("close", () => client.destroy());
      client.on("close", () => socket.destroy());
      const headers = {
        ...requestHeaders(incoming.headers, target.place),
        connection: "Upgrade",
        upgrade: incoming.headers.upgrade ?? "websocket",
      };
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${String(value)}`);
      socket.write(`GET ${pathOf(incoming)} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
      if (head.length > 0) socket.write(head);
      socket.pipe(client).pipe(socket);
    });
    tunnel.end();
  }
}

/** A site's own pages may ask it anything; other pages may only lead to it, as the viewer's frame does. */
function mayAsk({ headers }: IncomingMessage, { place }: OpenTarget): boolean {
  if (headers.origin !== undefined && headers.origin !== place.outer) return false;
  const site = headers["sec-fetch-site"] ?? "none";
  return site === "same-origin" || site === "none" || headers["sec-fetch-mode"] === "navigate";
}

/** An absolute address in a request line would name another host to the proxy. */
function pathOf({ url = "/" }: IncomingMessage): string {
  return url.startsWith("/") ? url : "/";
}

function hostAndPort(proxyServer: string): { host: string; port: number; agent: false } {
  const { hostname, port } = new URL(proxyServer);
  return { host: hostname, port: Number(port), agent: false };
}

function say(
  outgoing: ServerResponse,
  status: number,
  text: string,
  headers: Record<string, string> = {},
): void {
  outgoing
    .writeHead(status, {
      ...headers,
      "content-type": "text/plain; charset=utf-8",
      "x-content-type-options": "nosniff",
    })
    .end(text);
}
