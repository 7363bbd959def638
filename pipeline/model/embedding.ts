import type { EmbeddingResponse } from "../contracts/generated/embedding-response.ts";
import { checkContract } from "../contracts/validators.ts";
import type { BlobReader, BlobRef } from "../run/trajectory.ts";
import { parseBody, wholeText } from "./attempt.ts";
import type { CallStore } from "./call-journal.ts";
import type { EndpointConnection } from "./endpoint-connection.ts";
import { BadResponseError } from "./model-error.ts";
import type { Answer } from "./paid-call.ts";

/** Texts of one request: within every known provider's limit, and small enough to be asked again. */
export const largestBatch = 64;

export interface EmbeddingAnswer extends Answer {
  vectors: Float32Array[];
}

/** The vectors of a call as they are kept: 32-bit little-endian floats, one after the other. */
interface EmbeddingExchange {
  request: { parameters: object; texts: BlobRef[] };
  dimensions: number;
  vectors: BlobRef;
}

/** One guarded attempt at a batch. Throws what `remedyFor` classifies. */
export function sendEmbedding(
  connection: EndpointConnection,
  body: { model: string; input: readonly string[] },
  call: { callId: string; signal: AbortSignal },
): Promise<EmbeddingAnswer> {
  return connection.post({
    ...call,
    path: "embeddings",
    body: { ...body, encoding_format: "float" },
    read: async ({ chunks }) => readEmbeddings(await wholeText(chunks), body.input.length),
  });
}

/** Reads a response body. Throws BadResponseError unless it holds a vector for each text, all of one length. */
export function readEmbeddings(body: string, count: number): EmbeddingAnswer {
  const checked = checkContract("embedding-response", parseBody(body));
  if (!checked.ok)
    throw new BadResponseError(`no embeddings (${checked.problems.slice(0, 3).join("; ")})`, body);
  const { data, model, usage } = checked.value;
  const vectors = vectorsInOrder(data);
  const lengths = new Set(vectors.map(({ length }) => length));
  if (vectors.length !== count || lengths.size > 1)
    throw new BadResponseError(
      `${vectors.length} vectors of length ${[...lengths].join(", ")} for ${count} texts`,
      body,
    );
  const promptTokens = usage?.prompt_tokens;
  return {
    text: "",
    vectors,
    finishReason: "stop",
    usage:
      promptTokens === undefined
        ? null
        : { promptTokens, completionTokens: 0, cachedTokens: null, reasoningTokens: null },
    model: model ?? "",
    reportedCostUsd: usage?.cost ?? null,
  };
}

/** Servers answer in order as a rule, and say so by the index. */
function vectorsInOrder(data: EmbeddingResponse["data"]): Float32Array[] {
  const byIndex = new Map(data.map(({ index, embedding }) => [index, Float32Array.from(embedding)]));
  return Array.from({ length: byIndex.size }, (_, index) => byIndex.get(index) ?? new Float32Array());
}

export function keepEmbeddings(
  store: Pick<CallStore, "keep" | "keepJson">,
  request: { parameters: object; texts: readonly string[] },
  vectors: readonly Float32Array[],
): BlobRef {
  const dimensions = vectors[0]?.length ?? 0;
  const bytes = Buffer.alloc(vectors.length * dimensions * 4);
  for (const [row, vector] of vectors.entries()) {
    for (const [at, value] of vector.entries()) bytes.writeFloatLE(value, (row * dimensions + at) * 4);
  }
  const exchange: EmbeddingExchange = {
    request: { parameters: request.parameters, texts: request.texts.map((text) => store.keep(text)) },
    dimensions,
    vectors: store.keep(bytes),
  };
  return store.keepJson(exchange);
}

export function readKeptEmbeddings(blobs: BlobReader, ref: BlobRef): Float32Array[] {
  const { dimensions, vectors, request } = JSON.parse(blobs.text(ref)) as EmbeddingExchange;
  const bytes = Buffer.from(blobs.bytes(vectors));
  return request.texts.map((_, row) =>
    Float32Array.from({ length: dimensions }, (_, at) => bytes.readFloatLE((row * dimensions + at) * 4)),
  );
}
