import { rehearsalModels } from "../../../pipeline/model/rehearsal/rehearsal-models.ts";
import { createChatHandler } from "../../../pipeline/model/rehearsal/server/chat-handler.ts";
import type { RehearsalRole } from "../../../pipeline/model/rehearsal/server.ts";
import { serveOnLoopback } from "../loopback-server.ts";
import { SecondWindow } from "./second-window.ts";

/** What the server did with the requests of a role. */
export interface RoleCounts {
  answered: number;
  refused: number;
}

export interface ThrottledModels extends AsyncDisposable {
  baseURL(role: RehearsalRole): string;
  /** By role, as the requests' paths name it. */
  readonly counts: ReadonlyMap<string, RoleCounts>;
}

const refusal = JSON.stringify({
  error: {
    message: "Too many requests in this second.",
    type: "rate_limit_error",
    param: null,
    code: "rate_limit_exceeded",
  },
});

/** The rehearsal models behind a limit of requests a second for all roles together. What is more gets a 429. */
export async function startThrottledModels(options: {
  perSecond: number;
  /** 0: any free one */
  port: number;
  /** Sent with each refusal as Retry-After; null: nothing is said about when to come back. */
  retryAfterSeconds: number | null;
  /** Monotonic milliseconds. */
  now(): number;
}): Promise<ThrottledModels> {
  const { retryAfterSeconds } = options;
  const handle = createChatHandler(rehearsalModels);
  const window = new SecondWindow(options.perSecond);
  const counts = new Map<string, RoleCounts>();
  const server = await serveOnLoopback((request, response) => {
    const role = request.url?.split("/")[1] ?? "";
    const count = counts.get(role) ?? { answered: 0, refused: 0 };
    counts.set(role, count);
    if (window.take(options.now())) {
      count.answered++;
      handle(request, response);
      return;
    }
    count.refused++;
    // what the client is still sending is read, so that it is there to hear of it
    request.resume().once("end", () => {
      const after = retryAfterSeconds === null ? {} : { "retry-after": String(retryAfterSeconds) };
      response.writeHead(429, { "content-type": "application/json", ...after });
      response.end(refusal);
    });
  }, options.port);
  return {
    counts,
    baseURL: (role) => `http://127.0.0.1:${server.port}/${role}/v1`,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
