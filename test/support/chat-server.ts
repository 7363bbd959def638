import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What the server does with one request. A text is streamed where the request asks for a stream. */
export type Answer =
  | { text: string; finishReason?: string; usage?: object | null; reasoning?: string }
  | { status: number; body: string; headers?: Record<string, string> }
  /** events of a stream as they are, and whether the stream ends after them */
  | { events: readonly string[]; ends: boolean }
  | { vectors: readonly (readonly number[])[] }
  /** accepts the request and never answers */
  | "stall-headers"
  /** sends half a body and stops */
  | "stall-body"
  /** closes the connection */
  | "reset"
  /** closes the connection in the middle of a body */
  | "reset-body";

export interface SeenRequest {
  path: string;
  headers: IncomingHttpHeaders;
  model: string;
  messages: { role: string; content: unknown }[];
  input?: string[];
  seed?: number;
  stream?: boolean;
  stream_options?: object;
  /** What was done with it. */
  answer: Answer | undefined;
}

export interface ChatServer extends AsyncDisposable {
  baseURL: string;
  /** All requests, in order of arrival. */
  requests: SeenRequest[];
}

/** An OpenAI-compatible server on loopback that answers by plan. It fails a request that the plan does not foresee. */
export async function startChatServer(
  answer: (index: number, request: Omit<SeenRequest, "answer">) => Answer | undefined,
): Promise<ChatServer> {
  const requests: SeenRequest[] = [];
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      const seen = { path: request.url ?? "", headers: request.headers, ...JSON.parse(body) };
      const planned = answer(requests.length, seen);
      requests.push({ ...seen, answer: planned });
      respond(planned, seen.stream === true, response);
    });
  });
  // a connection that the server closes between two requests would be a fault that no plan names
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    baseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function respond(answer: Answer | undefined, stream: boolean, response: ServerResponse): void {
  if (answer === undefined) {
    response.writeHead(400, { "content-type": "application/json" });
    response.end(JSON.stringify({ error: { message: "a request that was not planned" } }));
  } else if (answer === "stall-headers") return;
  else if (answer === "reset") response.destroy();
  else if (answer === "stall-body" || answer === "reset-body") {
    response.writeHead(200, { "content-type": stream ? "text/event-stream" : "application/json" });
    response.write(stream ? `data: ${chunk({ content: "half" })}\n\n` : '{"choices": [', () => {
      if (answer === "reset-body") response.destroy();
    });
  } else if ("status" in answer) {
    response.writeHead(answer.status, { "content-type": "application/json", ...answer.headers });
    response.end(answer.body);
  } else if ("vectors" in answer) {
    response.writeHead(200, { "content-type": "application/json" });
    const data = answer.vectors.map((embedding, index) => ({ object: "embedding", index, embedding }));
    response.end(
      JSON.stringify({ object: "list", model: "served-model", data, usage: { prompt_tokens: 7 } }),
    );
  } else if ("events" in answer || stream) {
    response.writeHead(200, { "content-type": "text/event-stream" });
    const { events, ends } = "events" in answer ? answer : { events: completionEvents(answer), ends: true };
    for (const event of events) response.write(`data: ${event}\n\n`);
    if (ends) response.end();
  } else {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(completionBody(answer));
  }
}

type TextAnswer = Extract<Answer, { text: string }>;

const defaultUsage = { prompt_tokens: 10, completion_tokens: 5 };

export function completionBody({ text, finishReason = "stop", usage = defaultUsage }: TextAnswer): string {
  return JSON.stringify({
    id: "c1",
    object: "chat.completion",
    model: "served-model",
    choices: [{ index: 0, finish_reason: finishReason, message: { role: "assistant", content: text } }],
    usage,
  });
}

/** The data of a streamed completion's events. */
export function completionEvents({
  text,
  finishReason = "stop",
  usage = defaultUsage,
  reasoning,
}: TextAnswer): string[] {
  const pieces = text.match(/[\s\S]{1,7}/g) ?? [];
  return [
    chunk({ role: "assistant", content: "" }),
    ...(reasoning === undefined ? [] : [chunk({ reasoning_content: reasoning })]),
    ...pieces.map((content) => chunk({ content })),
    chunk({}, finishReason),
    ...(usage === null ? [] : [JSON.stringify({ id: "c1", model: "served-model", choices: [], usage })]),
    "[DONE]",
  ];
}

/** One event of a stream. */
export function chunk(delta: object, finishReason: string | null = null): string {
  return JSON.stringify({
    id: "c1",
    object: "chat.completion.chunk",
    model: "served-model",
    choices: [{ index: 0, delta, finish_reason: finishReason }],
  });
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
