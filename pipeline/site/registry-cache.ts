import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { sha256Hex } from "../run/digest.ts";

/** A complete answer of the registry, status 200. */
export interface CachedAnswer {
  headers: Record<string, string>;
  body: Readable;
}

/** A published tarball never changes; the list of a package's versions does. */
const listFreshMs = 10 * 60 * 1000;
/** A file begins with its headers as JSON, padded with spaces to this size; the body follows. */
const headerBytes = 1024;

/** Answers of the registry on disk, shared by all runs: most sites want the same packages. */
export class RegistryCache {
  readonly #dir: string;

  constructor(dir: string) {
    this.#dir = dir;
  }

  async get(url: string, accept: string): Promise<CachedAnswer | null> {
    const file = await open(this.#path(url, accept)).catch(() => null);
    if (!file) return null;
    if (!isTarball(url) && Date.now() - (await file.stat()).mtimeMs > listFreshMs) {
      await file.close();
      return null;
    }
    const { buffer } = await file.read(Buffer.alloc(headerBytes), 0, headerBytes, 0);
    return { headers: JSON.parse(buffer.toString()), body: file.createReadStream({ start: headerBytes }) };
  }

  /** Keeps an answer while it is being read. Nothing is kept unless `body` comes to its end. */
  async put(url: string, accept: string, headers: Record<string, string>, body: Readable): Promise<void> {
    const header = Buffer.from(JSON.stringify(headers).padEnd(headerBytes));
    if (header.length > headerBytes) {
      body.resume();
      return;
    }
    const path = this.#path(url, accept);
    const temporary = `${path}.${randomUUID()}`;
    try {
      await mkdir(this.#dir, { recursive: true });
      const file = createWriteStream(temporary);
      file.write(header);
      await pipeline(body, file);
      await rename(temporary, path);
    } catch {
      // the cache only saves time: an answer that could not be kept is asked for again
      await rm(temporary, { force: true });
    }
  }

  #path(url: string, accept: string): string {
    return join(this.#dir, sha256Hex(isTarball(url) ? url : `${accept} ${url}`));
  }
}

function isTarball(url: string): boolean {
  return new URL(url).pathname.endsWith(".tgz");
}
