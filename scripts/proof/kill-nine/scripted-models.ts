import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { readChatRequest } from "../../../pipeline/model/rehearsal/server/chat-request.ts";
import { answerBody } from "../answer-body.ts";
import { Arrivals } from "../arrivals.ts";
import { serveOnLoopback } from "../loopback-server.ts";
import { instructionAt, type ScriptedCall, scriptedCalls } from "./script.ts";

/** One request as the server saw it. */
export interface SeenRequest {
  /** Counts requests from 1. The answer carries it as its completion tokens, and so do journal and ledger. */
  serial: number;
  name: string;
  /** Whether the whole answer was handed to the network. */
  answered: boolean;
}

export interface ScriptedModels extends AsyncDisposable {
  baseURL: string;
  /** In the order of arrival. */
  readonly seen: readonly SeenRequest[];
  /** Requests that the script does not foresee; none is answered. */
  readonly unplanned: readonly string[];
  /** Resolves when so many requests have arrived in all, or when the signal aborts. */
  arrived(count: number, signal: AbortSignal): Promise<void>;
}

/**
 * Models that answer by the script, a little late, on loopback. They live in the process that kills, so that what they
 * saw outlives the one that is killed.
 */
export async function startScriptedModels(options: {
  instructions: number;
  /** Milliseconds before an answer, by its serial number. */
  delayMs(serial: number): number;
}): Promise<ScriptedModels> {
  const calls = new Map<number, ScriptedCall>();
  for (let index = 0; index < options.instructions; index++)
    for (const [seed, call] of scriptedCalls(instructionAt(index).id)) calls.set(seed, call);
  const seen: SeenRequest[] = [];
  const unplanned: string[] = [];
  const arrivals = new Arrivals();

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chat = readChatRequest(await readText(request));
    const call = calls.get(chat.seed);
    if (call === undefined) {
      unplanned.push(`${chat.model}, seed ${chat.seed}`);
      response.writeHead(400, { "content-type": "application/json" });
      response.end('{"error":{"message":"The script does not foresee this request."}}');
      return;
    }
    const entry: SeenRequest = { serial: seen.length + 1, name: call.name, answered: false };
    seen.push(entry);
    arrivals.add();
    response.once("finish", () => {
      entry.answered = true;
    });
    await delay(options.delayMs(entry.serial));
    const { type, body } = answerBody(chat, { serial: entry.serial, text: call.text });
    response.writeHead(200, { "content-type": type }).end(body);
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

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
