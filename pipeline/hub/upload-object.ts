import { commitIter } from "@huggingface/hub";
import { createChunker, hashToHex, nextBlock } from "@huggingface/xetchunk-wasm";
import { giveBackMemory } from "../memory/give-back-memory.ts";
import { clientOptions, type HubAccess } from "./hub-access.ts";

export interface UploadObjectOptions {
  access: HubAccess;
  dataset: string;
  /** Path in the repository. */
  path: string;
  /** Read in pieces, more than once. */
  content: Blob;
  /** The first bytes of the version that this file replaces, `firstChunkBytes` if it has as many; null: of none. */
  formerStart: Uint8Array | null;
  /** From 0 to 1. */
  onProgress(share: number): void;
}

/** A chunk is never longer. */
export const firstChunkBytes = 128 * 1024;
const targetChunkBytes = 64 * 1024;
const pieceBytes = 256 * 1024;
/** After so much, what was sent before is cleared up. */
const pieceSentBytes = 32_000_000;

/**
 * Stores a file's bytes on the Hub, over Xet, LFS parts or one LFS request, whichever it asks for; what it has already is
 * not sent again. No commit is made: without one, nobody sees the object.
 */
export async function uploadObject({
  access,
  dataset,
  path,
  content,
  formerStart,
  onProgress,
}: UploadObjectOptions): Promise<void> {
  const client = clientOptions(access);
  let clearedAt = 0;
  const events = commitIter({
    ...client,
    fetch: withFormerChunks(withoutCommit(lendingBytes(client.fetch)), formerStart),
    abortSignal: access.signal,
    repo: { type: "dataset", name: dataset },
    title: path,
    // one file per call: the client holds 64 MB of each file it sends at the same time
    operations: [{ operation: "addOrUpdate", path, content }],
  });
  for await (const event of events) {
    if (event.event !== "fileProgress" || event.state !== "uploading") continue;
    onProgress(event.progress);
    // the client takes a fresh 64 MB for each piece that it sends
    if (event.progress * content.size - clearedAt < pieceSentBytes) continue;
    clearedAt = event.progress * content.size;
    giveBackMemory();
  }
  if (content.size > pieceSentBytes) giveBackMemory();
}

/**
 * The client uploads only on the way to a commit of its own. Its last request is answered here and not sent: the
 * release's one commit follows when all objects are stored.
 */
function withoutCommit(send: typeof fetch): typeof fetch {
  return async (input, init) => {
    if (!/\/api\/datasets\/[^/]+\/[^/]+\/commit\//.test(String(input))) return await send(input, init);
    return Response.json({ commitOid: "", commitUrl: "", hookOutput: "" });
  };
}

/**
 * The client asks the storage about the first chunk of the new file only, and learns from the answer every chunk that was
 * stored with it. When that chunk is new, the first chunk of the former version tells the same about what did not change.
 */
function withFormerChunks(send: typeof fetch, formerStart: Uint8Array | null): typeof fetch {
  const former = formerStart === null ? null : firstChunkHash(formerStart);
  return async (input, init) => {
    const response = await send(input, init);
    const asked = /^(.*\/v1\/chunks\/default\/)([0-9a-f]{64})$/.exec(String(input));
    if (response.status !== 404 || former === null || asked?.[1] === undefined || asked[2] === former)
      return response;
    await response.body?.cancel();
    return await send(`${asked[1]}${former}`, init);
  };
}

/**
 * A body of bytes is copied whole before it is sent; a Blob is read as it goes out. And the client keeps the 64 MB that it
 * has sent until the next are full: once they are stored, their memory is freed.
 */
function lendingBytes(send: typeof fetch): typeof fetch {
  return async (input, init) => {
    const body = init?.body;
    if (!(body instanceof Uint8Array) || !(body.buffer instanceof ArrayBuffer))
      return await send(input, init);
    const bytes = new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
    const response = await send(input, { ...init, body: new LentBytes(bytes) });
    if (response.ok && isXorb.test(String(input))) body.buffer.transfer(0);
    return response;
  };
}

/** Bytes as a Blob that shares them. They must not change while it is read. */
class LentBytes extends Blob {
  readonly #bytes: Uint8Array<ArrayBuffer>;

  constructor(bytes: Uint8Array<ArrayBuffer>) {
    super();
    this.#bytes = bytes;
  }

  override get size(): number {
    return this.#bytes.length;
  }

  override stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
    const bytes = this.#bytes;
    let position = 0;
    return new ReadableStream({
      pull(controller) {
        if (position >= bytes.length) return controller.close();
        controller.enqueue(bytes.subarray(position, position + pieceBytes));
        position += pieceBytes;
      },
    });
  }
}

/** Where the client sends a piece of chunks. */
const isXorb = /\/v1\/xorbs\//;

function firstChunkHash(start: Uint8Array): string | null {
  const [first] = nextBlock(createChunker(targetChunkBytes), start);
  return first === undefined ? null : hashToHex(first.hash);
}
