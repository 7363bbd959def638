import { request } from "node:http";
import type { SiteReach } from "./site-reach.ts";

/** What a port answered to `GET /path`. */
export interface ProbeAnswer {
  status: number;
  isHtml: boolean;
  etag: string | null;
  body: Buffer;
}

const maxBodyBytes = 2 ** 23;

/** One GET as a browser that loads `path` would send it. Rejects when the port does not speak HTTP or `signal` aborts. */
export function probe(
  site: Pick<SiteReach, "agent">,
  { port, path, accept, signal }: { port: number; path: string; accept: string; signal: AbortSignal },
): Promise<ProbeAnswer> {
  return new Promise((resolve, reject) => {
    const get = request(
      {
        agent: site.agent,
        host: "localhost",
        port,
        path,
        headers: { host: `localhost:${port}`, accept },
        signal,
      },
      (answer) => {
        const chunks: Buffer[] = [];
        let size = 0;
        answer.on("data", (chunk: Buffer) => {
          size += chunk.length;
          if (size > maxBodyBytes) get.destroy(new Error(`the answer is larger than ${maxBodyBytes} bytes`));
          else chunks.push(chunk);
        });
        answer.on("error", reject);
        answer.on("end", () =>
          resolve({
            status: answer.statusCode ?? 0,
            isHtml: (answer.headers["content-type"] ?? "").includes("text/html"),
            etag: answer.headers.etag ?? null,
            body: Buffer.concat(chunks),
          }),
        );
      },
    );
    get.on("error", reject);
    get.end();
  });
}
