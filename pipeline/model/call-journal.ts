import { redactValue } from "../config/redact.ts";
import type { CallEvent, CallReturned } from "../contracts/generated/call-event.ts";
import type { BlobReader, BlobRef } from "../run/trajectory.ts";
import type { AttemptResult, ChatRequestBody } from "./attempt.ts";
import type { ChatMessage, ModelReply } from "./model-port.ts";

/** A call's exchange as it is kept: message texts and images are blobs of their own, shared between calls. */
export interface Exchange {
  request: {
    parameters: object;
    messages: { role: string; content: { kind: "text" | "png"; blob: BlobRef }[] }[];
  };
  /** The response as it came, the reply's text moved to a blob of its own. */
  response: unknown;
  text: BlobRef;
  reasoning: BlobRef | null;
}

/** The part of an event store that calls are journaled in, whatever other events it holds. */
export interface CallStore extends BlobReader {
  readonly events: readonly { event: string }[];
  append(event: CallEvent): Promise<void>;
  keep(raw: Uint8Array | string): BlobRef;
  keepJson(value: unknown): BlobRef;
}

/**
 * The calls of one trajectory (or of one synthesis), journaled inside its event store. An answered call is found again
 * by its key, so that nothing paid for is paid again; failed calls and withheld replies are never found.
 */
export class CallJournal {
  readonly #store: CallStore;
  readonly #answered = new Map<string, CallReturned>();
  readonly #attempts = new Map<string, number>();

  constructor(store: CallStore) {
    this.#store = store;
    for (const event of store.events) {
      if (isCallEvent(event)) this.#note(event);
    }
  }

  /** How often a call was sent so far; at least 1. */
  attempts(purpose: string): number {
    return this.#attempts.get(purpose) ?? 1;
  }

  /** The event of a call's answer, when it can be used again. */
  findReturned(key: string): CallReturned | null {
    return this.#answered.get(key) ?? null;
  }

  find(key: string): ModelReply | null {
    const answered = this.findReturned(key);
    if (answered === null) return null;
    const exchange = readExchange(this.#store, answered.exchange);
    return {
      text: this.#store.text(exchange.text),
      reasoning: exchange.reasoning === null ? null : this.#store.text(exchange.reasoning),
      finishReason: answered.finishReason,
      usage: answered.usage,
      model: answered.model,
      exchange: answered.exchange,
    };
  }

  append(event: CallEvent): Promise<void> {
    this.#note(event);
    return this.#store.append(event);
  }

  #note(event: CallEvent): void {
    const { purpose } = event;
    if (event.event === "call-intended") this.#attempts.set(purpose, (this.#attempts.get(purpose) ?? 0) + 1);
    if (event.event !== "call-returned") return;
    if (event.finishReason !== "content-filter" || event.replayed !== undefined)
      this.#answered.set(event.key, event);
  }

  keepExchange(
    body: ChatRequestBody,
    messages: readonly ChatMessage[],
    result: Pick<AttemptResult, "text" | "reasoning" | "response">,
  ): BlobRef {
    const parameters = parametersOf(body);
    const exchange: Exchange = {
      request: {
        parameters,
        messages: messages.map(({ role, content }) => ({
          role,
          content: (typeof content === "string" ? [{ kind: "text" as const, text: content }] : content).map(
            (part) => ({
              kind: part.kind,
              blob: this.#store.keep(part.kind === "text" ? part.text : part.bytes),
            }),
          ),
        })),
      },
      response: withoutText(result.response),
      text: this.#store.keep(result.text),
      reasoning: result.reasoning === null ? null : this.#store.keep(result.reasoning),
    };
    return this.#store.keepJson(exchange);
  }

  keepRawBody(body: string): BlobRef {
    return this.#store.keep(body);
  }
}

/** What a request asks for beside its messages, as it may be written down: fields that look like secrets are blanked. */
export function parametersOf(body: ChatRequestBody): object {
  const { messages: _, ...parameters } = body;
  return Object(redactValue(parameters));
}

export function readExchange(blobs: BlobReader, ref: BlobRef): Exchange {
  return JSON.parse(blobs.text(ref)) as Exchange;
}

function isCallEvent(event: { event: string }): event is CallEvent {
  return event.event.startsWith("call-");
}

function withoutText(response: AttemptResult["response"]): unknown {
  return {
    ...response,
    choices: response.choices.map((choice) => ({
      ...choice,
      message: { ...choice.message, content: null, reasoning_content: null, reasoning: null },
    })),
  };
}
