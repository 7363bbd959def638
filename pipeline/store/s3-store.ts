import { setTimeout as delay } from "node:timers/promises";
import { AwsClient } from "aws4fetch";
import { errorMessage, InfrastructureError, UserError } from "../errors.ts";
import { sha256Hex } from "../run/digest.ts";
import type { ObjectStore } from "./object-store.ts";

const tries = 6;
const firstPauseMs = 200;
const requestTimeoutMs = 120_000;

export interface S3StoreOptions {
  /** `s3://BUCKET/PREFIX` */
  address: string;
  /** Of the service; the bucket becomes the first part of the path. Null: Amazon's own of the region. */
  endpoint: string | null;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string | null;
  fetch?: typeof fetch;
}

/**
 * An S3-compatible store. Keys are written once, by conditional writes (`If-None-Match: *`); a write whose answer was
 * lost is read back.
 */
export class S3Store implements ObjectStore {
  readonly shown: string;
  readonly #base: string;
  readonly #client: AwsClient;
  readonly #fetch: typeof fetch;

  constructor(options: S3StoreOptions) {
    const url = URL.parse(options.address);
    if (url?.protocol !== "s3:" || url.hostname === "")
      throw new UserError(`--store must be s3://BUCKET/PREFIX, found ${options.address}.`);
    const { accessKeyId, secretAccessKey, region, endpoint, sessionToken } = options;
    const prefix = url.pathname.replace(/\/+$/, "");
    this.shown = `s3://${url.hostname}${prefix}`;
    this.#base = `${(endpoint ?? `https://s3.${region}.amazonaws.com`).replace(/\/+$/, "")}/${url.hostname}${prefix}`;
    this.#client = new AwsClient({
      ...{ accessKeyId, secretAccessKey, region, service: "s3", retries: 0 },
      ...(sessionToken !== null && { sessionToken }),
    });
    this.#fetch = options.fetch ?? fetch;
  }

  async get(key: string): Promise<Uint8Array | null> {
    const { status, body } = await this.#send("GET", key, null);
    if (status === 404) return null;
    if (status === 200) return body;
    throw this.#refused("read", key, status, body);
  }

  async putOnce(key: string, bytes: Uint8Array): Promise<boolean> {
    const { status, body } = await this.#send("PUT", key, bytes);
    if (status >= 200 && status < 300) return true;
    if (status !== 412 && status !== 409) throw this.#refused("written", key, status, body);
    // there is one: another's, or our own, of a try whose answer was lost
    const there = await this.get(key);
    return there !== null && sha256Hex(there) === sha256Hex(bytes);
  }

  /** Sends until there is an answer that is no passing fault. */
  async #send(
    method: "GET" | "PUT",
    key: string,
    bytes: Uint8Array | null,
  ): Promise<{ status: number; body: Uint8Array }> {
    const url = `${this.#base}/${key}`;
    let fault = "";
    for (let attempt = 1; attempt <= tries; attempt++) {
      if (attempt > 1) await delay(firstPauseMs * 2 ** (attempt - 2) * (0.5 + Math.random()));
      try {
        const signed = await this.#client.sign(url, {
          method,
          ...(bytes !== null && {
            body: new Uint8Array(bytes),
            headers: { "if-none-match": "*", "x-amz-content-sha256": sha256Hex(bytes) },
          }),
          signal: AbortSignal.timeout(requestTimeoutMs),
        });
        const response = await this.#fetch(signed);
        const body = new Uint8Array(await response.arrayBuffer());
        if (response.status < 500 && response.status !== 429) return { status: response.status, body };
        fault = `HTTP ${response.status}`;
      } catch (error) {
        fault = errorMessage(error);
      }
    }
    throw new InfrastructureError(`${this.shown}/${key} could not be reached in ${tries} tries: ${fault}.`);
  }

  #refused(done: string, key: string, status: number, body: Uint8Array): Error {
    const code = /<Code>([^<]*)<\/Code>/.exec(Buffer.from(body).toString("utf8"))?.[1] ?? "";
    return new UserError(
      `${this.shown}/${key} could not be ${done}: HTTP ${status} ${code}. Look at bucket, endpoint, keys and their rights.`,
    );
  }
}
