import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What the server does with one request. */
export type Answer =
  | { text: string; finishReason?: string; usage?: object }
  | { status: number; body: string; headers?: Record<string, string> }
  /** accepts the request and never answers */
  | "stall-headers"
  /** sends half a body and stops */
  | "stall-body"
  /** closes the connection */
  | "reset";

export interface ChatServer extends AsyncDisposable {
  baseURL: string;
  /** Bodies of all requests, in order of arrival. */
  requests: { model: string; messages: { role: string; content: unknown }[]; seed?: number }[];
}

/** An OpenAI-compatible server on loopback that answers by plan. It fails a request that the plan does not foresee. */
export async function startChatServer(answer: (index: number) => Answer | undefined): Promise<ChatServer> {
  const requests: ChatServer["requests"] = [];
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      requests.push(JSON.parse(body));
      respond(answer(requests.length - 1), response);
    });
  });
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

function respond(answer: Answer | undefined, response: ServerResponse): void {
  if (answer === undefined) {
    response.writeHead(400, { "content-type": "application/json" });
    response.end(JSON.stringify({ error: { message: "a request that was not planned" } }));
  } else if (answer === "stall-headers") return;
  else if (answer === "reset") response.destroy();
  else if (answer === "stall-body") {
    response.writeHead(200, { "content-type": "application/json" });
    response.write('{"choices": [');
  } else if ("status" in answer) {
    response.writeHead(answer.status, { "content-type": "application/json", ...answer.headers });
    response.end(answer.body);
  } else {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(completionBody(answer));
  }
}

export function completionBody({
  text,
  finishReason = "stop",
  usage = { prompt_tokens: 10, completion_tokens: 5 },
}: Extract<Answer, { text: string }>): string {
  return JSON.stringify({
    id: "c1",
    object: "chat.completion",
    model: "served-model",
    choices: [{ index: 0, finish_reason: finishReason, message: { role: "assistant", content: text } }],
    usage,
  });
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
