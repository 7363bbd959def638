import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { dataFiles } from "../../pipeline/dataset/data-files.ts";
import { readManifest } from "../../pipeline/dataset/read-manifest.ts";
import { HubServer, type HubServerOptions } from "../../scripts/hub-stand-in/hub-server.ts";
import { emitDataset, filesAt, numberedReplies, push, repo } from "../support/pushed-dataset.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

async function startHub(options: HubServerOptions = {}): Promise<HubServer> {
  const hub = await HubServer.start(options);
  onTestFinished(() => hub[Symbol.asyncDispose]());
  return hub;
}

describe.each(["basic", "multipart", "xet"] as const)("over %s", (transfer) => {
  it("puts a dataset there in one commit, under a tag, and reads it back", async () => {
    const hub = await startHub({ transfer, pageSize: 2 });
    const dir = await emitDataset(await temporaryFolder(), numberedReplies(6));
    const result = await push(hub, dir);
    expect([result.plan, result.tag, result.problems]).toEqual(["new-commit", "v1.0.0", []]);
    const repository = hub.repository(repo);
    expect(repository.history("main").map(({ title }) => title)).toEqual([
      "Release v1.0.0",
      "initial commit",
    ]);
    expect(repository.tags.get("v1.0.0")).toBe(repository.head);
    const files = filesAt(hub);
    const manifest = await readManifest(dir);
    expect([...files.keys()].sort()).toEqual(
      [".gitattributes", "README.md", "manifest.json", ...dataFiles(manifest).map(({ path }) => path)].sort(),
    );
    for (const { path } of dataFiles(manifest))
      expect(files.get(path)).toEqual(await readFile(join(dir, path)));
    expect(files.get("README.md")?.toString()).toContain("| v1.0.0 | 2026-05-06 | 18 | first release |");
  });

  it("says that it is there when it is pushed again, and does nothing", async () => {
    const hub = await startHub({ transfer });
    const dir = await emitDataset(await temporaryFolder(), numberedReplies(3));
    await push(hub, dir);
    const [before, asked] = [hub.repository(repo).head, hub.requests.length];
    const result = await push(hub, dir);
    expect([result.plan, result.tag, result.sentBytes, result.problems]).toEqual([
      "already-released",
      "v1.0.0",
      0,
      [],
    ]);
    expect(hub.repository(repo).head).toBe(before);
    const writes = hub.requests.slice(asked).filter(({ method }) => method !== "GET");
    expect(writes).toEqual([]);
  });
});
