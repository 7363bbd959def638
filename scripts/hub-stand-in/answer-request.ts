import type { IncomingHttpHeaders } from "node:http";
import { gitIdOf } from "../../pipeline/hub/git-id.ts";
import type { HubServer } from "./hub-server.ts";
import { Refusal } from "./refusal.ts";
import type { CommitLine, StoredFile, StoredRepository } from "./repository-store.ts";
import type { HubRoute } from "./routes.ts";

export type HubAnswer = { status: number; headers?: Record<string, string> } & (
  | { json: unknown }
  | { bytes: Buffer }
);

export interface AskedRequest {
  method: string;
  url: URL;
  headers: IncomingHttpHeaders;
  body: Buffer;
  route: HubRoute;
  parts: string[];
}

/** The largest file that goes into a commit itself. */
const regularBytes = 10_000_000;
const farFuture = 4_000_000_000;

/** What the Hub answers. Throws Refusal. */
export function answerRequest(hub: HubServer, asked: AskedRequest): HubAnswer {
  const [first = "", second = "", third = ""] = asked.parts;
  switch (asked.route) {
    case "whoami":
      return { status: 200, json: whoAmI(hub, asked) };
    case "create":
      return create(hub, asked);
    case "refs":
      return { status: 200, json: refs(readable(hub, asked, first)) };
    case "info": {
      const { oid, date } = readable(hub, asked, first).at(second || "main");
      return { status: 200, json: { _id: "1", id: first, sha: oid, lastModified: date } };
    }
    case "other-type":
      if (!hub.others.has(`${first}/${second}`))
        throw new Refusal(404, "Repository not found", "RepoNotFound");
      return { status: 200, json: { id: second } };
    case "tree":
      return page(hub, asked, [...readable(hub, asked, first).at(second).tree].map(treeEntry));
    case "commits":
      return page(
        hub,
        asked,
        readable(hub, asked, first)
          .history(second)
          .map(({ oid, title, message, date }) => ({ id: oid, title, message, date, authors: [] })),
      );
    case "preupload": {
      writable(hub, asked, first);
      const { files }: { files: { path: string; size: number }[] } = JSON.parse(asked.body.toString());
      const modeOf = ({ path, size }: { path: string; size: number }): string =>
        path.endsWith(".parquet") || size > regularBytes ? "lfs" : "regular";
      return {
        status: 200,
        json: { files: files.map((file) => ({ path: file.path, uploadMode: modeOf(file) })) },
      };
    }
    case "commit":
      return commit(hub, asked, first);
    case "tag": {
      const { tag } = JSON.parse(asked.body.toString() || "{}");
      writable(hub, asked, first).tag(String(tag), second);
      return { status: 200, json: {} };
    }
    case "resolve":
      return content(hub, asked, readable(hub, asked, first).at(second).tree.get(third));
    case "lfs-batch":
      return lfsBatch(hub, asked, first);
    case "lfs-locks":
      return { status: 404, json: { message: "no locks here" } };
    case "lfs-object":
      if (asked.method === "GET") return { status: 200, bytes: hub.objects.get(first) };
      hub.objects.put(first, [asked.body]);
      return { status: 200, json: {} };
    case "lfs-part":
      return {
        status: 200,
        json: {},
        headers: { etag: hub.objects.putPart(first, Number(second), asked.body) },
      };
    case "lfs-complete":
      hub.objects.complete(first, JSON.parse(asked.body.toString()).parts);
      return { status: 200, json: {} };
    case "lfs-verify":
      return { status: hub.objects.has(first) ? 200 : 404, json: {} };
    case "xet-token":
      writable(hub, asked, first);
      return { status: 200, json: { accessToken: "xet", casUrl: `${hub.hubUrl}/cas`, exp: farFuture } };
    case "xet-chunk":
      return { status: 200, bytes: hub.xet.shardOfChunk(first) };
    case "xet-xorb":
      hub.xet.putXorb(first, asked.body);
      return { status: 200, json: { was_inserted: true } };
    case "xet-shard":
      hub.xet.putShard(asked.body);
      return { status: 200, json: { result: 1 } };
  }
}

type TokenRights = "write" | "read" | readonly string[];

function rightsOf(hub: HubServer, { headers }: AskedRequest): TokenRights | null {
  const given = headers.authorization ?? "";
  const basic = /^Basic (.+)$/.exec(given)?.[1];
  const token =
    basic === undefined
      ? given.replace(/^Bearer /, "")
      : Buffer.from(basic, "base64").toString().split(":")[1];
  if (token === undefined || token === "") return null;
  const rights = hub.tokens.get(token);
  if (rights === undefined) throw new Refusal(401, "Invalid credentials in Authorization header");
  return rights;
}

function readable(hub: HubServer, asked: AskedRequest, name: string): StoredRepository {
  const rights = rightsOf(hub, asked);
  const repository = hub.repository(name);
  if (repository.visibility === "private" && rights === null) throw new Refusal(401, "Repository not found");
  return repository;
}

function writable(hub: HubServer, asked: AskedRequest, name: string): StoredRepository {
  requireWriter(hub, asked, name);
  return hub.repository(name);
}

function requireWriter(hub: HubServer, asked: AskedRequest, name: string): void {
  const rights = rightsOf(hub, asked);
  if (rights === null) throw new Refusal(401, "Invalid username or password.");
  const mayWrite =
    typeof rights === "string"
      ? rights === "write"
      : rights.some((given) => [name, name.split("/")[0]].includes(given));
  if (!mayWrite) throw new Refusal(403, "This token has no write access");
}

function whoAmI(hub: HubServer, asked: AskedRequest): unknown {
  const rights = rightsOf(hub, asked);
  if (rights === null) throw new Refusal(401, "Invalid username or password.");
  const told = typeof rights === "string" ? { role: rights } : fineGrained(rights);
  return {
    type: "user",
    id: "1",
    name: "someone",
    orgs: [],
    auth: {
      type: "access_token",
      accessToken: { displayName: "t", ...told, createdAt: "2026-01-01T00:00:00Z" },
    },
  };
}

function fineGrained(writable: readonly string[]): object {
  const scoped = writable.map((name) => ({
    entity: { type: name.includes("/") ? "dataset" : "user", name },
    permissions: ["repo.content.read", "repo.write"],
  }));
  return { role: "fineGrained", fineGrained: { global: [], scoped } };
}

function create(hub: HubServer, asked: AskedRequest): HubAnswer {
  const { organization, name, visibility } = JSON.parse(asked.body.toString());
  requireWriter(hub, asked, `${organization}/${name}`);
  hub.createRepository(`${organization}/${name}`, visibility ?? "public");
  return { status: 200, json: { url: `${hub.hubUrl}/datasets/${organization}/${name}`, id: "1" } };
}

function refs({ head, tags, pullRequests }: StoredRepository): unknown {
  const list = (names: ReadonlyMap<string, string>, prefix: string) =>
    [...names].map(([name, targetCommit]) => ({ name, ref: `${prefix}${name}`, targetCommit }));
  return {
    branches: list(new Map([["main", head]]), "refs/heads/"),
    tags: list(tags, "refs/tags/"),
    converts: [],
    pullRequests: list(pullRequests, ""),
  };
}

function treeEntry([path, file]: readonly [string, StoredFile]): unknown {
  if (file.kind === "regular")
    return { type: "file", path, size: file.content.length, oid: gitIdOf(file.content) };
  const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${file.sha256}\nsize ${file.bytes}\n`;
  const lfs = { oid: file.sha256, size: file.bytes, pointerSize: pointer.length };
  return { type: "file", path, size: file.bytes, oid: gitIdOf(pointer), lfs };
}

function page(hub: HubServer, { url }: AskedRequest, items: readonly unknown[]): HubAnswer {
  const size = hub.options.pageSize ?? 1000;
  const from = Number(url.searchParams.get("cursor") ?? 0);
  const next = new URL(url);
  next.searchParams.set("cursor", String(from + size));
  const headers = from + size < items.length ? { link: `<${next}>; rel="next"` } : {};
  return { status: 200, json: items.slice(from, from + size), headers };
}

function commit(hub: HubServer, asked: AskedRequest, name: string): HubAnswer {
  const lines: CommitLine[] = asked.body
    .toString()
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
  const asPullRequest = asked.url.searchParams.get("create_pr") === "1";
  const { oid, pullRequest } = writable(hub, asked, name).commit(lines, asPullRequest);
  const url = `${hub.hubUrl}/datasets/${name}`;
  return {
    status: 200,
    json: {
      success: true,
      commitOid: oid,
      commitUrl: `${url}/commit/${oid}`,
      hookOutput: "",
      ...(pullRequest !== null && { pullRequestUrl: `${url}/discussions/${pullRequest.split("/").at(-1)}` }),
    },
  };
}

function content(hub: HubServer, { headers }: AskedRequest, file: StoredFile | undefined): HubAnswer {
  if (file === undefined) throw new Refusal(404, "Entry not found", "EntryNotFound");
  const length = file.kind === "regular" ? file.content.length : file.bytes;
  const read = (start: number, end: number): Buffer =>
    file.kind === "regular" ? file.content.subarray(start, end) : hub.objects.read(file.sha256, start, end);
  const etag = `"${file.kind === "regular" ? gitIdOf(file.content) : file.sha256}"`;
  const range = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? "");
  if (range === null) return { status: 200, bytes: read(0, length), headers: { etag } };
  const end = Math.min(Number(range[2]), length - 1);
  const start = Number(range[1]);
  if (start >= length) throw new Refusal(416, "Range Not Satisfiable");
  return {
    status: 206,
    bytes: read(start, end + 1),
    headers: { etag, "content-range": `bytes ${start}-${end}/${length}` },
  };
}

interface BatchRequest {
  operation: "upload" | "download";
  transfers?: string[];
  objects: { oid: string; size: number }[];
}

function lfsBatch(hub: HubServer, asked: AskedRequest, name: string): HubAnswer {
  const { operation, transfers = ["basic"], objects }: BatchRequest = JSON.parse(asked.body.toString());
  if (operation === "upload") writable(hub, asked, name);
  else readable(hub, asked, name);
  const wanted = hub.options.transfer ?? "basic";
  const transfer = transfers.includes(wanted) ? wanted : "basic";
  const answered = objects.map(({ oid, size }) => {
    if (operation === "download")
      return { oid, size, actions: { download: { href: `${hub.hubUrl}/lfs/${oid}` } } };
    if (hub.objects.has(oid)) return { oid, size };
    return { oid, size, authenticated: true, actions: uploadActions(hub, name, { oid, size }, transfer) };
  });
  return {
    status: 200,
    json: { transfer: transfer === "multipart" ? "basic" : transfer, objects: answered },
    headers: { "content-type": "application/vnd.git-lfs+json" },
  };
}

function uploadActions(
  hub: HubServer,
  name: string,
  { oid, size }: { oid: string; size: number },
  transfer: string,
): unknown {
  const href = `${hub.hubUrl}/lfs/${oid}`;
  const verify = { href: `${href}/verify` };
  if (transfer === "basic") return { upload: { href }, verify };
  if (transfer === "xet")
    return {
      upload: {
        href: `${hub.hubUrl}/api/datasets/${name}/xet-write-token/main`,
        header: {
          "X-Xet-Session-Id": "session",
          "X-Xet-Cas-Url": `${hub.hubUrl}/cas`,
          "X-Xet-Access-Token": "xet",
          "X-Xet-Token-Expiration": String(farFuture),
        },
      },
    };
  const partBytes = hub.options.partBytes ?? 5_000;
  const parts = Array.from({ length: Math.ceil(size / partBytes) }, (_, at) => [
    String(at + 1).padStart(5, "0"),
    `${href}/part/${at + 1}`,
  ]);
  return {
    upload: {
      href: `${href}/complete`,
      header: { chunk_size: String(partBytes), ...Object.fromEntries(parts) },
    },
    verify,
  };
}
