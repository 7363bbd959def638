import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { StopError, UserError } from "../../pipeline/errors.ts";
import { parseHubAddress } from "../../pipeline/hub/hub-address.ts";
import { importInstructions } from "../../stages/synthesize/import-instructions.ts";

const sha = "4d1f0c5a9b2e7f3a6c8d0e1b2a3c4d5e6f708192";
const token = "hf_onlyForThisTest";
const rows = ["a", "b"].map((id) =>
  JSON.stringify({ id, instruction: `Please implement website ${id}.`, application_type: "Internal Tools" }),
);

interface HubDouble {
  files?: Record<string, string>;
  /** Answers every file with this status unless the token comes with the request. */
  gated?: boolean;
}

/** Speaks the part of the Hub's HTTP interface that reading a data set needs. */
async function startHub({ files = { "train.jsonl": rows.join("\n") }, gated = false }: HubDouble = {}) {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://hub");
    requests.push(url.pathname);
    const json = (status: number, value: unknown): void => {
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
    };
    const revision = /^\/api\/datasets\/org\/set\/revision\/(.+)$/.exec(url.pathname)?.[1];
    if (revision !== undefined) {
      if (["main", "v1.0.0"].includes(revision))
        return json(200, { _id: "1", id: "org/set", sha, lastModified: "2026-01-01T00:00:00Z" });
      return json(404, { error: `Invalid rev id: ${revision}` });
    }
    if (url.pathname === `/api/datasets/org/set/tree/${sha}`)
      return json(
        200,
        Object.entries(files).map(([path, text]) => ({ type: "file", path, size: text.length, oid: "0" })),
      );
    const path = url.pathname.replace(`/datasets/org/set/resolve/${sha}/`, "");
    if (path === url.pathname) return json(404, { error: "Repository not found" });
    if (gated && request.headers.authorization !== `Bearer ${token}`)
      return json(403, { error: "Access is restricted" });
    const content = files[path];
    if (content === undefined) {
      response.writeHead(404, { "x-error-code": "EntryNotFound" }).end();
      return;
    }
    const bytes = Buffer.from(content);
    const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "");
    const start = Number(range?.[1] ?? 0);
    const end = Math.min(Number(range?.[2] ?? bytes.length - 1), bytes.length - 1);
    response
      .writeHead(range === null ? 200 : 206, {
        etag: '"1"',
        "content-range": `bytes ${start}-${end}/${bytes.length}`,
      })
      .end(bytes.subarray(start, end + 1));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { hubUrl: `http://127.0.0.1:${port}`, requests };
}

function importFrom(
  source: string,
  hubUrl: string,
  accessToken?: string,
  signal = new AbortController().signal,
) {
  return importInstructions({
    source,
    hub: { fetch, hubUrl, signal, ...(accessToken !== undefined && { accessToken }) },
    existing: [],
  });
}

test.each([
  ["hf:org/set", { dataset: "org/set", revision: "main", file: null }],
  ["hf:org/set@v1.0.0", { dataset: "org/set", revision: "v1.0.0", file: null }],
  ["hf:org/set:data/train.jsonl", { dataset: "org/set", revision: "main", file: "data/train.jsonl" }],
  ["hf:org/set@refs/pr/1:a.jsonl", { dataset: "org/set", revision: "refs/pr/1", file: "a.jsonl" }],
])("%s is read", (source, address) => {
  expect(parseHubAddress(source)).toEqual(address);
});

test.each(["hf:", "hf:set", "hf:org/", "hf:org/set@", "hf:org/set:", "hf:a/b/c"])(
  "%s is refused",
  (source) => {
    expect(() => parseHubAddress(source)).toThrow(UserError);
  },
);

test.each(["hf:org/set", "hf:org/set@v1.0.0:train.jsonl"])(
  "%s imports, and the commit is kept",
  async (source) => {
    const hub = await startHub();
    const { instructions, from } = await importFrom(source, hub.hubUrl);
    expect(from).toBe(`hf:org/set@${sha}:train.jsonl`);
    expect(instructions.map(({ id, source }) => [id, source.from, source.line])).toEqual([
      ["a", from, 1],
      ["b", from, 2],
    ]);
  },
);

test("A gated set is read with the token and refused without", async () => {
  const hub = await startHub({ gated: true });
  expect((await importFrom("hf:org/set", hub.hubUrl, token)).instructions).toHaveLength(2);
  await expect(importFrom("hf:org/set", hub.hubUrl)).rejects.toThrow(
    /private, gated or not there. Set HF_TOKEN/,
  );
  await expect(importFrom("hf:org/set", hub.hubUrl, "hf_another")).rejects.toThrow(
    "the token may not read it",
  );
});

const refusals: [string, string, HubDouble, RegExp][] = [
  [
    "a data set that is not there",
    "hf:org/none",
    {},
    /hf:org\/none@main cannot be read: .*Repository not found.*Check owner, name and revision/,
  ],
  ["a wrong revision", "hf:org/set@v9", {}, /hf:org\/set@v9 cannot be read: .*Invalid rev id: v9/],
  ["a wrong file", "hf:org/set:none.jsonl", {}, /has no file none\.jsonl/],
  [
    "a data set without instructions",
    "hf:org/set",
    { files: { "README.md": "x" } },
    /has no \.jsonl and no \.parquet file/,
  ],
  [
    "two files to choose from",
    "hf:org/set",
    { files: { "a.jsonl": "x", "b.jsonl": "x" } },
    /has 2 files that may be meant.*a\.jsonl, b\.jsonl/,
  ],
];

test.each(refusals)("%s is refused with a remedy", async (_, source, double, message) => {
  const hub = await startHub(double);
  const error: unknown = await importFrom(source, hub.hubUrl).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UserError);
  expect(String(error)).toMatch(message);
});

test("A Hub that cannot be reached is told as such", async () => {
  // a port of our own that nobody listens on any more
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  await expect(importFrom("hf:org/set", `http://127.0.0.1:${port}`)).rejects.toThrow(
    /cannot be read: fetch failed.*Check the network/,
  );
});

test("A token of another kind is refused without being shown", async () => {
  const hub = await startHub();
  const error = String(
    await importFrom("hf:org/set", hub.hubUrl, "secret-1234").catch((thrown: unknown) => thrown),
  );
  expect(error).toContain("must start with 'hf_'");
  expect(error).not.toContain("secret-1234");
});

test("A stop ends the download", async () => {
  const hub = await startHub();
  const stop = new StopError("SIGINT");
  await expect(importFrom("hf:org/set", hub.hubUrl, undefined, AbortSignal.abort(stop))).rejects.toBe(stop);
  expect(hub.requests).toEqual([]);
});
