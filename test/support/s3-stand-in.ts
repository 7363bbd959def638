import { createHmac } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { sha256Hex } from "../../pipeline/run/digest.ts";
import { serveOnLoopback } from "../../scripts/proof/loopback-server.ts";

/** What goes wrong with a request: the write happens and its answer is lost, or the connection breaks half-way. */
export type S3Fault = "error-after-commit" | "cut-upload" | "error-before";

export interface S3StandIn extends AsyncDisposable {
  endpoint: string;
  readonly objects: ReadonlyMap<string, Buffer>;
  /** `PUT /bucket/key`, in order. */
  readonly requests: readonly string[];
  /** Puts an object there as someone else would. */
  put(key: string, bytes: Uint8Array): void;
}

export const s3Keys = { accessKeyId: "stand-in-id", secretAccessKey: "stand-in-secret" };

/**
 * A store that speaks as much of S3 as is used: GET and conditional PUT, in path style. It computes every signature
 * (AWS Signature Version 4) and every digest itself, and refuses what does not fit.
 */
export async function startS3StandIn(
  faultOf: (request: number) => S3Fault | null = () => null,
): Promise<S3StandIn> {
  const objects = new Map<string, Buffer>();
  const requests: string[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = "", url = "" } = request;
    const fault = faultOf(requests.push(`${method} ${url}`));
    if (fault === "cut-upload") {
      request.once("data", () => request.socket.destroy());
      request.resume();
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const say = (status: number, text: string | Buffer = ""): void => {
      response.writeHead(status);
      response.end(text);
    };
    if (fault === "error-before") return say(503, "<Error><Code>SlowDown</Code></Error>");
    const problem = signatureProblem(request, body);
    if (problem !== null) return say(403, `<Error><Code>${problem}</Code></Error>`);
    if (method === "GET") {
      const object = objects.get(url);
      return object === undefined ? say(404, "<Error><Code>NoSuchKey</Code></Error>") : say(200, object);
    }
    if (method !== "PUT" || request.headers["if-none-match"] !== "*")
      return say(400, "<Error><Code>Unplanned</Code></Error>");
    if (objects.has(url)) return say(412, "<Error><Code>PreconditionFailed</Code></Error>");
    objects.set(url, body);
    return fault === "error-after-commit" ? say(500, "<Error><Code>InternalError</Code></Error>") : say(200);
  };
  const server = await serveOnLoopback((request, response) => {
    answer(request, response).catch(() => response.destroy());
  }, 0);
  return {
    endpoint: `http://127.0.0.1:${server.port}`,
    objects,
    requests,
    put: (key, bytes) => void objects.set(key, Buffer.from(bytes)),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

/** Why a request's signature does not hold (https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html). */
function signatureProblem(request: IncomingMessage, body: Buffer): string | null {
  const { headers, method = "", url = "" } = request;
  const pattern =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/;
  const [, id, date = "", region = "", signed = "", signature] =
    pattern.exec(headers.authorization ?? "") ?? [];
  if (signature === undefined) return "MissingSignatureVersion4";
  if (id !== s3Keys.accessKeyId) return "InvalidAccessKeyId";
  const digest = String(headers["x-amz-content-sha256"] ?? "");
  if (digest !== "UNSIGNED-PAYLOAD" && digest !== sha256Hex(body)) return "XAmzContentSHA256Mismatch";
  if (method === "PUT" && digest === "UNSIGNED-PAYLOAD") return "PayloadIsNotSigned";
  const canonical = [
    method,
    url,
    "",
    ...signed.split(";").map((name) => `${name}:${String(headers[name] ?? "").trim()}`),
    "",
    signed,
    digest,
  ].join("\n");
  const scope = `${date}/${region}/s3/aws4_request`;
  const toSign = ["AWS4-HMAC-SHA256", headers["x-amz-date"], scope, sha256Hex(canonical)].join("\n");
  const hmac = (key: string | Buffer, text: string): Buffer =>
    createHmac("sha256", key).update(text).digest();
  const key = [region, "s3", "aws4_request"].reduce<Buffer>(
    hmac,
    hmac(`AWS4${s3Keys.secretAccessKey}`, date),
  );
  return hmac(key, toSign).toString("hex") === signature ? null : "SignatureDoesNotMatch";
}
