import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { answerRequest, type HubAnswer } from "./answer-request.ts";
import type { Fault, FaultPlan, PlannedRequest } from "./fault-plan.ts";
import { ObjectStore } from "./object-store.ts";
import { Refusal } from "./refusal.ts";
import { StoredRepository } from "./repository-store.ts";
import { type HubRoute, routeOf } from "./routes.ts";
import { XetStore } from "./xet-store.ts";

export interface HubServerOptions {
  /** How large files come (default "basic": one PUT each). */
  transfer?: "basic" | "multipart" | "xet";
  /** Bytes per part of a multipart upload (default 5,000). */
  partBytes?: number;
  /** Entries per page of a file list or commit list (default 1,000). */
  pageSize?: number;
  faults?: FaultPlan;
  now?: () => Date;
  /** Default: any free one. */
  port?: number;
}

export interface SeenRequest {
  method: string;
  route: HubRoute | null;
  path: string;
  receivedBytes: number;
  /** The status that was answered; null: the connection was closed. */
  status: number | null;
}

export const writeToken = "hf_mayWrite";
export const readToken = "hf_mayRead";

/** A Hub on loopback that speaks the protocol of data set repositories, with repositories in memory. */
export class HubServer implements AsyncDisposable {
  readonly requests: SeenRequest[] = [];
  readonly repositories = new Map<string, StoredRepository>();
  /** Repositories of other types, as `models/OWNER/NAME`. */
  readonly others = new Set<string>();
  /** What each may do: `write`, `read`, or the owners and repositories that a fine-grained one may write. */
  readonly tokens = new Map<string, "write" | "read" | readonly string[]>([
    [writeToken, "write"],
    [readToken, "read"],
  ]);
  readonly objects = new ObjectStore();
  readonly xet = new XetStore(this.objects);
  options: HubServerOptions;
  faults: FaultPlan;
  hubUrl = "";
  readonly #server = createServer((request, response) => void this.#serve(request, response));

  private constructor(options: HubServerOptions) {
    this.options = options;
    this.faults = options.faults ?? (() => undefined);
  }

  static async start(options: HubServerOptions = {}): Promise<HubServer> {
    const hub = new HubServer(options);
    await new Promise<void>((resolve, reject) => {
      hub.#server.once("error", reject);
      hub.#server.listen(options.port ?? 0, "127.0.0.1", resolve);
    });
    hub.hubUrl = `http://127.0.0.1:${(hub.#server.address() as AddressInfo).port}`;
    return hub;
  }

  now(): Date {
    return this.options.now?.() ?? new Date("2026-05-06T07:08:09Z");
  }

  createRepository(name: string, visibility = "public"): StoredRepository {
    if (this.repositories.has(name)) throw new Refusal(409, "You already created this dataset repo");
    const repository = new StoredRepository({ visibility, now: () => this.now(), objects: this.objects });
    this.repositories.set(name, repository);
    return repository;
  }

  /** Throws Refusal 404 when there is none. */
  repository(name: string): StoredRepository {
    const repository = this.repositories.get(name);
    if (repository === undefined) throw new Refusal(404, "Repository not found", "RepoNotFound");
    return repository;
  }

  /** Bytes of request bodies, of all requests or of some routes. */
  receivedBytes(...routes: HubRoute[]): number {
    return this.requests
      .filter(({ route }) => routes.length === 0 || (route !== null && routes.includes(route)))
      .reduce((sum, { receivedBytes }) => sum + receivedBytes, 0);
  }

  /** Keeps everything as it is now. Returns what brings it back. */
  save(): () => void {
    const repositories = [...this.repositories].map(
      ([name, repository]) => [name, repository.copy()] as const,
    );
    const restoreObjects = this.objects.save();
    return () => {
      this.repositories.clear();
      for (const [name, repository] of repositories) this.repositories.set(name, repository.copy());
      restoreObjects();
      this.tokens.set(writeToken, "write");
      this.requests.length = 0;
      this.faults = () => undefined;
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await new Promise((resolve) => {
      this.#server.close(resolve);
      this.#server.closeAllConnections();
    });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", this.hubUrl);
    const method = request.method ?? "GET";
    const routed = routeOf(url.pathname);
    const seen: SeenRequest = {
      method,
      route: routed?.route ?? null,
      path: url.pathname,
      receivedBytes: 0,
      status: null,
    };
    const fault = routed === null ? undefined : this.faults(this.#place(method, routed.route));
    this.requests.push(seen);
    const body = await readBody(request).catch(() => null);
    // the client went away: there is nobody to answer
    if (body === null) return;
    seen.receivedBytes = body.length;
    if (fault?.kind === "meanwhile") fault.happens(this.#elsewhere());
    const answer =
      fault !== undefined && "when" in fault && fault.when === "before"
        ? null
        : await this.#answer({ request, url, method, body, routed });
    seen.status = send(response, answer, fault);
  }

  #place(method: string, route: HubRoute): PlannedRequest {
    const indexOfRoute = this.requests.filter((seen) => seen.route === route).length;
    return { index: this.requests.length, method, route, indexOfRoute };
  }

  async #answer(asked: {
    request: IncomingMessage;
    url: URL;
    method: string;
    body: Buffer;
    routed: ReturnType<typeof routeOf>;
  }): Promise<HubAnswer> {
    try {
      if (asked.routed === null)
        throw new Refusal(404, `the stand-in has no ${asked.method} ${asked.url.pathname}`);
      const { headers } = asked.request;
      return answerRequest(this, { ...asked, ...asked.routed, headers });
    } catch (error) {
      const { status, code } = error instanceof Refusal ? error : { status: 500, code: null };
      return {
        status,
        json: { error: error instanceof Error ? error.message : String(error) },
        headers: code === null ? {} : { "x-error-code": code },
      };
    }
  }

  #elsewhere(): Parameters<Extract<Fault, { kind: "meanwhile" }>["happens"]>[0] {
    return {
      pushFromElsewhere: () => {
        const content = Buffer.from("from elsewhere").toString("base64");
        for (const repository of this.repositories.values())
          repository.commit(
            [
              { key: "header", value: { summary: "Another's commit" } },
              { key: "file", value: { path: "elsewhere.txt", content } },
            ],
            false,
          );
      },
      expireToken: () => this.tokens.delete(writeToken),
    };
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Returns the status that was sent; null when the connection was closed instead. */
function send(response: ServerResponse, answer: HubAnswer | null, fault: Fault | undefined): number | null {
  if (fault?.kind === "reset") {
    response.destroy();
    return null;
  }
  if (fault?.kind === "status") {
    response.writeHead(fault.status, { "content-type": "application/json", ...fault.headers });
    response.end(JSON.stringify({ error: "planned fault" }));
    return fault.status;
  }
  if (answer === null) throw new Error("no answer and no fault");
  const body = "json" in answer ? Buffer.from(JSON.stringify(answer.json)) : answer.bytes;
  response.writeHead(answer.status, {
    "content-type": "json" in answer ? "application/json" : "application/octet-stream",
    "content-length": body.length,
    "x-request-id": "stand-in",
    ...answer.headers,
  });
  if (fault?.kind === "cut") {
    response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.destroy());
    return null;
  }
  response.end(body);
  return answer.status;
}
