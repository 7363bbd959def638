import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { errorMessage } from "../../../errors.ts";
import { readChatRequest } from "./chat-request.ts";
import { complete, completionBody, completionEvents } from "./completion.ts";
import { embeddingBody, readEmbeddingRequest } from "./embeddings.ts";
import type { RehearsalModel } from "./rehearsal-reply.ts";

/** The longest conversation with its screenshots stays far below. */
const largestBodyBytes = 64 * 1024 * 1024;

/** A request that is answered with an error in OpenAI's shape. */
class RequestError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Answers chat completions and model lists at `/<role>/v1/...`, one path for each of the models, and embeddings. */
export function createChatHandler(models: Readonly<Record<string, RehearsalModel>>): RequestListener {
  return (request, response) => {
    answer(request, response, models).catch((error: unknown) => {
      const status = error instanceof RequestError ? error.status : 500;
      sendJson(response, status, errorBody(status, errorMessage(error)));
    });
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  models: Readonly<Record<string, RehearsalModel>>,
): Promise<void> {
  const [, role = "", path = ""] = /^\/([a-z]+)\/v1\/([a-z/]+)$/.exec(pathOf(request)) ?? [];
  if (role === "embedding" && path === "embeddings" && request.method === "POST")
    return sendJson(response, 200, embeddingBody(readWith(readEmbeddingRequest, await readBody(request))));
  const model = Object.hasOwn(models, role) ? models[role] : undefined;
  if (model === undefined) throw new RequestError(404, `There is no rehearsal model at ${pathOf(request)}.`);
  switch (`${request.method} ${path}`) {
    case "GET models":
      return sendJson(response, 200, {
        object: "list",
        data: [{ id: "rehearsal", object: "model", created: 0, owned_by: "webgen-curator" }],
      });
    case "POST chat/completions":
      return completeChat(await readBody(request), model, response);
    default:
      throw new RequestError(404, `The rehearsal models do not answer ${request.method} ${pathOf(request)}.`);
  }
}

function completeChat(body: string, model: RehearsalModel, response: ServerResponse): void {
  const request = readWith(readChatRequest, body);
  const completion = complete(request, model({ messages: request.messages, seed: request.seed }));
  if (!request.stream) {
    sendJson(response, 200, completionBody(completion));
    return;
  }
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
  for (const event of completionEvents(completion, request.includeUsage))
    response.write(`data: ${event}\n\n`);
  response.end();
}

function readWith<Request>(read: (body: string) => Request, body: string): Request {
  try {
    return read(body);
  } catch (error) {
    if (error instanceof TypeError) throw new RequestError(400, error.message);
    throw error;
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes <= largestBodyBytes) chunks.push(chunk);
  }
  // what is too much was read on, so that the client is there to hear of it
  if (bytes > largestBodyBytes)
    throw new RequestError(413, `The request body is larger than ${largestBodyBytes} bytes.`);
  return Buffer.concat(chunks).toString("utf8");
}

function pathOf(request: IncomingMessage): string {
  return request.url?.split("?", 1)[0] ?? "/";
}

function errorBody(status: number, message: string): object {
  const type = status >= 500 ? "server_error" : "invalid_request_error";
  return { error: { message, type, param: null, code: null } };
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}
