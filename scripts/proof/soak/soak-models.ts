import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { readChatRequest } from "../../../pipeline/model/rehearsal/server/chat-request.ts";
import { answerBody } from "../answer-body.ts";
import { Arrivals } from "../arrivals.ts";
import type { ScriptedCall } from "../kill-nine/script.ts";
import { serveOnLoopback } from "../loopback-server.ts";
import type { ModelFault } from "./schedule.ts";

/** One request as the server saw it. */
export interface ServedRequest {
  /** Counts requests from 1. An answer carries it as its completion tokens, and so do journal and ledger. */
  serial: number;
  /** Of the call, as the script names it. */
  name: string;
  /** As the client names the attempt: it stands in journal and ledger. */
  callId: string;
  /** What went wrong with it on purpose. */
  fault: ModelFault["kind"] | null;
}

export interface SoakModels extends AsyncDisposable {
  baseURL: string;
  /** In the order of arrival. */
  readonly seen: readonly ServedRequest[];
  /** Requests that the script does not foresee, or that came without the key. */
  readonly unplanned: readonly string[];
  /** Resolves when so many requests have arrived in all, or when the signal aborts. */
  arrived(count: number, signal: AbortSignal): Promise<void>;
}

export interface SoakModelsOptions {
  calls: ReadonlyMap<number, ScriptedCall>;
  /** What goes wrong with a request, by its 0-based number. */
  faults: ReadonlyMap<number, ModelFault>;
  /** The key that every request must carry. */
  apiKey: string;
}

/** Models that answer by a script, some requests not at all. They outlive the recorder: what they saw is the truth. */
export async function startSoakModels({ calls, faults, apiKey }: SoakModelsOptions): Promise<SoakModels> {
  const seen: ServedRequest[] = [];
  const unplanned: string[] = [];
  const arrivals = new Arrivals();

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chat = readChatRequest(await text(request));
    const call = calls.get(chat.seed);
    if (call === undefined || request.headers.authorization !== `Bearer ${apiKey}`) {
      unplanned.push(`${chat.model}, seed ${chat.seed}, ${call?.name ?? "no such call"}`);
      response.writeHead(400).end();
      return;
    }
    const fault = faults.get(seen.length) ?? null;
    const serial = seen.length + 1;
    seen.push({
      ...{ serial, name: call.name, fault: fault?.kind ?? null },
      callId: String(request.headers["x-client-request-id"]),
    });
    arrivals.add();
    send(response, { ...answerBody(chat, { serial, text: call.text }), fault, apiKey });
  };

  const server = await serveOnLoopback((request, response) => {
    // a client that was killed breaks its connection off in the middle of a request
    answer(request, response).catch(() => response.destroy());
  }, 0);
  return {
    baseURL: `http://127.0.0.1:${server.port}/v1`,
    seen,
    unplanned,
    arrived: (count, signal) => arrivals.reached(count, signal),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

function send(
  response: ServerResponse,
  { type, body, fault, apiKey }: { type: string; body: string; fault: ModelFault | null; apiKey: string },
): void {
  const ok = (): ServerResponse => response.writeHead(200, { "content-type": type });
  const half = body.slice(0, body.length >> 1);
  switch (fault?.kind) {
    case undefined:
      ok().end(body);
      break;
    case "status": {
      const headers = fault.retryAfter === null ? {} : { "retry-after": fault.retryAfter };
      response.writeHead(fault.status, headers).end('{"error":{"message":"made to fail"}}');
      break;
    }
    case "reset":
      if (fault.when === "before") response.destroy();
      else ok().write(half, () => response.destroy());
      break;
    case "stall":
      // left open: the client's deadline ends it
      if (fault.where === "body") ok().write(half);
      break;
    case "cut-stream":
      ok().end(half);
      break;
    case "garbage":
      ok().end(fault.body);
      break;
    case "tell-key":
      response.writeHead(500).end(`{"error":{"message":"bad key ${apiKey}"}}`);
      break;
  }
}
