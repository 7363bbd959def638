import { once } from "node:events";
import { chmod, rm } from "node:fs/promises";
import { Agent, type AgentOptions } from "node:http";
import { createServer, type Server, Socket } from "node:net";
import type { Duplex } from "node:stream";

const dialTimeoutMs = 5_000;
const maxConnections = 512;
/** A line the box may send before it is cut off. */
const maxLineBytes = 256;
const maxPorts = 64;
const maxMessageChars = 16_384;

/**
 * Connections into a box that has no network. The box dials out to a socket of ours, never the other way round: a path
 * that the box could replace would lead us to any socket of this machine. What it says is checked and bounded.
 */
export class SiteReach implements AsyncDisposable {
  readonly socketPath: string;
  readonly #server: Server;
  readonly #pending = new Map<
    string,
    { resolve: (socket: Socket) => void; reject: (error: Error) => void }
  >();
  readonly #portListeners = new Set<() => void>();
  /** One pool for the site: its connections die with it. */
  readonly agent: Agent;
  #control: Duplex | null = null;
  #nextId = 1;
  #ports: readonly number[] = [];

  private constructor(socketPath: string, server: Server) {
    this.socketPath = socketPath;
    this.#server = server;
    this.agent = new BoxAgent((port) => this.dial(port));
    server.maxConnections = maxConnections;
    server.on("connection", (socket) => this.#accept(socket));
  }

  static async open(socketPath: string): Promise<SiteReach> {
    const server = createServer({ allowHalfOpen: true });
    server.listen(socketPath);
    await once(server, "listening");
    await chmod(socketPath, 0o666);
    return new SiteReach(socketPath, server);
  }

  /** Begins to talk with the supervisor of a started box. */
  attach(control: Duplex): void {
    this.#control = control;
    control.once("close", () => this.#rejectPending("the site has ended"));
    let unfinished = "";
    control.on("data", (chunk: Buffer) => {
      const lines = (unfinished + chunk.toString()).split("\n");
      unfinished = lines.pop() ?? "";
      for (const line of lines) this.#onMessage(line);
      if (unfinished.length > maxMessageChars) control.destroy();
    });
  }

  /** Listening ports of the site, lowest first, as the box reports them. */
  get ports(): readonly number[] {
    return this.#ports;
  }

  /** Calls back at each change of `ports`. */
  onPorts(listener: () => void): Disposable {
    this.#portListeners.add(listener);
    return { [Symbol.dispose]: () => void this.#portListeners.delete(listener) };
  }

  /** Connects to a loopback port of the box. Rejects when nothing listens there. */
  async dial(port: number): Promise<Socket> {
    const control = this.#control;
    if (!control?.writable) throw new Error("the site is not running");
    const id = String(this.#nextId++);
    const { promise, resolve, reject } = Promise.withResolvers<Socket>();
    const timer = setTimeout(() => reject(new Error(`port ${port} did not answer`)), dialTimeoutMs);
    this.#pending.set(id, { resolve, reject });
    control.write(`${JSON.stringify({ connect: id, port })}\n`);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      this.#pending.delete(id);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.agent.destroy();
    this.#rejectPending("the site was stopped");
    this.#server.close();
    await rm(this.socketPath, { force: true });
  }

  #rejectPending(reason: string): void {
    for (const { reject } of this.#pending.values()) reject(new Error(reason));
  }

  #onMessage(line: string): void {
    const message = parseMessage(line);
    if (message?.refused !== undefined) {
      this.#pending.get(message.refused)?.reject(new Error("nothing listens on that port"));
    }
    if (message?.listening) {
      this.#ports = message.listening;
      for (const listener of this.#portListeners) listener();
    }
  }

  /** A new connection begins with the number of the dial it answers. */
  #accept(socket: Socket): void {
    socket.on("error", () => socket.destroy());
    const timer = setTimeout(() => socket.destroy(), dialTimeoutMs);
    let received = Buffer.alloc(0);
    // reading on demand, unlike the "data" event, leaves the stream as new for whoever takes it over
    const onReadable = (): void => {
      for (let chunk = socket.read(); chunk !== null; chunk = socket.read())
        received = Buffer.concat([received, chunk]);
      const end = received.indexOf("\n");
      if (end < 0 && received.length < maxLineBytes) return;
      clearTimeout(timer);
      socket.off("readable", onReadable);
      const waiting = this.#pending.get(received.subarray(0, Math.max(0, end)).toString());
      if (!waiting) {
        socket.destroy();
        return;
      }
      const rest = received.subarray(end + 1);
      if (rest.length > 0) socket.unshift(rest);
      waiting.resolve(socket);
    };
    socket.on("readable", onReadable);
  }
}

class BoxAgent extends Agent {
  readonly #dial: (port: number) => Promise<Socket>;

  constructor(dial: (port: number) => Promise<Socket>) {
    super({ keepAlive: true, maxSockets: 64 } satisfies AgentOptions);
    this.#dial = dial;
  }

  override createConnection(
    options: { port?: number | string | null | undefined },
    callback?: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    this.#dial(Number(options.port)).then(
      (socket) => callback?.(null, socket),
      (error: Error) => callback?.(error, new Socket()),
    );
  }
}

function parseMessage(line: string): { refused?: string; listening?: number[] } | null {
  let message: unknown;
  try {
    message = JSON.parse(line);
  } catch {
    return null;
  }
  if (typeof message !== "object" || message === null) return null;
  if ("refused" in message && typeof message.refused === "string") return { refused: message.refused };
  if (!("listening" in message) || !Array.isArray(message.listening)) return null;
  const isPort = (port: unknown): port is number =>
    Number.isInteger(port) && Number(port) > 0 && Number(port) < 65536;
  return { listening: message.listening.filter(isPort).slice(0, maxPorts) };
}
