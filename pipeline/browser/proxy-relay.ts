import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { InfrastructureError } from "../errors.ts";

/**
 * A loopback port that leads to a proxy named later: a browser context is tied to its proxy when it is made, and is made
 * before it is known whose page it will show. Until then connections are refused.
 */
export class ProxyRelay implements AsyncDisposable {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #target: URL | null = null;

  private constructor() {
    this.#server = createServer((client) => this.#join(client));
  }

  static async open(): Promise<ProxyRelay> {
    const relay = new ProxyRelay();
    relay.#server.listen(0, "127.0.0.1");
    await once(relay.#server, "listening");
    return relay;
  }

  /** Address for a browser context: `http://127.0.0.1:PORT`. */
  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === "string")
      throw new InfrastructureError("Browser: the way to its proxy was closed.");
    return `http://127.0.0.1:${address.port}`;
  }

  /** From now on connections go to `proxyServer`, an `http://HOST:PORT`. */
  leadTo(proxyServer: string): void {
    this.#target = new URL(proxyServer);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #join(client: Socket): void {
    const target = this.#target;
    if (target === null) return void client.destroy();
    const proxy = connect({ host: target.hostname, port: Number(target.port), noDelay: true });
    client.setNoDelay(true);
    for (const [from, to] of [
      [client, proxy],
      [proxy, client],
    ] as const) {
      this.#sockets.add(from);
      from.on("error", () => to.destroy());
      from.on("close", () => {
        this.#sockets.delete(from);
        to.destroySoon();
      });
      from.pipe(to);
    }
  }
}
