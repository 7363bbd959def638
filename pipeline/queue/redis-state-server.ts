import { Redis } from "ioredis";
import type { StateReply, StateServer } from "./state-server.ts";

/** One atomic step: compare the version, replace the text, give both back with the clock. */
const replaceScript = `
local time = redis.call("TIME")
local now = time[1] .. string.sub("00000" .. time[2], -6)
local version = redis.call("HGET", KEYS[1], "version") or ""
if ARGV[1] == version and ARGV[2] ~= "" then
  redis.call("HSET", KEYS[1], "version", ARGV[2], "text", ARGV[3])
  return {now, ARGV[2], ARGV[3]}
end
return {now, version, redis.call("HGET", KEYS[1], "text") or ""}
`;

/** Keeps the shared text in a hash. */
export class RedisStateServer implements StateServer {
  readonly #redis: Redis;
  readonly #key: string;

  constructor(url: string, name: string) {
    this.#redis = new Redis(url, { maxRetriesPerRequest: null, retryStrategy: () => 200 });
    // said by ioredis at every try to connect again; whoever waits for an answer waits on
    this.#redis.on("error", () => undefined);
    this.#key = `curate:${name}:state`;
  }

  read(): Promise<StateReply> {
    return this.#run("", "", "");
  }

  replace(expected: string | null, next: { version: string; text: string }): Promise<StateReply> {
    return this.#run(expected ?? "", next.version, next.text);
  }

  async #run(expected: string, version: string, text: string): Promise<StateReply> {
    const reply: unknown = await this.#redis.eval(replaceScript, 1, this.#key, expected, version, text);
    const [now = "0", found = "", current = ""] = Array.isArray(reply) ? reply.map(String) : [];
    return {
      replaced: version !== "" && found === version,
      version: found === "" ? null : found,
      text: found === "" ? null : current,
      nowMs: Number(now) / 1000,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#redis.disconnect();
  }
}
