import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { openDatasetFolder } from "../../pipeline/dataset-diff/dataset-view.ts";
import { diffDatasets } from "../../pipeline/dataset-diff/diff-datasets.ts";
import { UserError } from "../../pipeline/errors.ts";
import { parseHubAddress } from "../../pipeline/hub/hub-address.ts";
import { HubServer } from "../../scripts/hub-stand-in/hub-server.ts";
import { verifyDataset } from "../../stages/emit/verify-dataset.ts";
import { executeFolderRelease, planFolderRelease } from "../../stages/push/folder-release.ts";
import { gateNames } from "../../stages/push/gates/gate.ts";
import { listReleases } from "../../stages/push/list-releases.ts";
import { readLocalDataset, releaseFiles } from "../../stages/push/local-dataset.ts";
import { pullRelease } from "../../stages/push/pull-release.ts";
import { changedBytes } from "../../stages/push/release-plan.ts";
import { planRollback, type RollbackOptions, rollBack } from "../../stages/push/rollback.ts";
import { preparePush } from "../../stages/push/stage.ts";
import { verifyRelease } from "../../stages/push/verify-release.ts";
import { filesOf } from "../support/emitted-run.ts";
import {
  accessTo,
  emitDataset,
  filesAt,
  numberedReplies,
  push,
  pushOptions,
  repo,
} from "../support/pushed-dataset.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { uniqueText } from "../support/unique-text.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
const signal = new AbortController().signal;
let hub: HubServer;
let former: string;
let latter: string;

beforeEach(async () => {
  hub = await HubServer.start({ pageSize: 3 });
  onTestFinished(() => hub[Symbol.asyncDispose]());
  // small files: the former version has more shards than the latter
  former = await emitDataset(
    await temporaryFolder(),
    numberedReplies(6, (at) => `reply ${at}`.repeat(40)),
    { fileBytes: 900 },
  );
  latter = await emitDataset(
    await temporaryFolder(),
    numberedReplies(3, (at) => (at === 1 ? "another" : `reply ${at}`).repeat(40)),
    { fileBytes: 900 },
  );
});

async function pushBoth(): Promise<void> {
  await push(hub, former);
  await push(hub, latter);
}

/** A rollback on the day after the releases. */
function backTo(version: string): RollbackOptions {
  return { access: accessTo(hub), repo, version, now: () => new Date("2026-05-07T00:00:00Z") };
}

/** What a release at a revision is: everything but what the repository was made with. */
function releaseAt(revision: string): Map<string, Buffer> {
  const files = filesAt(hub, revision);
  files.delete(".gitattributes");
  return files;
}

/** The lines of the card's history. */
function historyAt(revision: string): string[] {
  const card = filesAt(hub, revision).get("README.md")?.toString() ?? "";
  return card.slice(card.indexOf("## Releases")).trimEnd().split("\n").slice(4);
}

/** A large file that main holds. */
function firstShard(): { path: string; sha256: string } {
  for (const [path, file] of hub.repository(repo).at("main").tree)
    if (file.kind === "object") return { path, sha256: file.sha256 };
  throw new Error("main holds no large file");
}

describe("a second version", () => {
  it("takes the former's place: stale shards go in the same commit, what is not ours stays", async () => {
    await push(hub, former);
    hub.repository(repo).commit(
      [
        { key: "file", value: { path: "LICENSE", content: "" } },
        { key: "file", value: { path: "sft/train-00009-of-00010.parquet", content: "" } },
      ],
      false,
    );
    await push(hub, latter);
    expect(hub.repository(repo).history("main")).toHaveLength(4);
    const names = [...filesAt(hub).keys()];
    expect(names).toContain("LICENSE");
    const own = [...(await filesOf(latter)).keys(), ".gitattributes", "LICENSE"];
    expect(names.sort()).toEqual(own.sort());
  });

  it("shows every release in its card, and keeps a record of it in the run", async () => {
    await pushBoth();
    expect(historyAt("main")).toEqual([
      "| v1.1.0 | 2026-05-06 | 9 | 0 rows entered, 9 left, 2 changed |",
      "| v1.0.0 | 2026-05-06 | 18 | first release |",
    ]);
    const path = join(latter, "..", "..", "releases", "my-org--my-set", "v1.1.0", "release.json");
    expect(JSON.parse(await readFile(path, "utf8"))).toMatchObject({
      target: "hf:my-org/my-set",
      version: "v1.1.0",
      former: "v1.0.0",
      commit: hub.repository(repo).head,
      changes: { entered: 0, left: 9, changed: 2 },
      rows: { "sft/train": 3, "prompts/train": 3, "steps/train": 3 },
      verified: { problems: [] },
    });
  });

  it("is a patch when only the card differs, and sends no rows", async () => {
    const recipe = { description: "told otherwise" };
    await push(hub, former);
    const retold = await emitDataset(
      await temporaryFolder(),
      numberedReplies(6, (at) => `reply ${at}`.repeat(40)),
      { fileBytes: 900, recipe },
    );
    const prepared = await preparePush(pushOptions(hub, retold));
    expect(prepared.plan).toMatchObject({ kind: "new-commit", tag: "v1.0.1", because: "no row has changed" });
    const uploads = hub.requests.filter(({ route }) => route === "lfs-object").length;
    await push(hub, retold);
    expect(hub.requests.filter(({ route }) => route === "lfs-object")).toHaveLength(uploads);
  });

  it("is told of commits that others made since the last release", async () => {
    await push(hub, former);
    hub.repository(repo).commit([{ key: "header", value: { summary: "By hand" } }], false);
    const { plan } = await preparePush(pushOptions(hub, latter));
    expect(plan).toMatchObject({
      notes: [expect.stringMatching(/^main has moved since v1\.0\.0: [0-9a-f]{8} "By hand"$/)],
    });
  });
});

describe("files beside the rows", () => {
  it("are planned, sent, listed, pulled and removed with their release", async () => {
    const traced = await emitDataset(await temporaryFolder(), numberedReplies(2), {
      recipe: { traces: ["session"] },
    });
    const beside = (paths: Iterable<string>) => [...paths].filter((path) => path.startsWith("traces/"));
    const own = beside((await filesOf(traced)).keys());
    expect(own).toHaveLength(2);
    expect(await push(hub, traced)).toMatchObject({ tag: "v1.0.0", problems: [] });
    expect(beside(filesAt(hub).keys())).toEqual(own);
    const dir = join(await temporaryFolder(), "pulled");
    await pullRelease(accessTo(hub), parseHubAddress(`hf:${repo}@v1.0.0`), dir, () => undefined);
    expect((await verifyDataset(dir, signal)).problems).toEqual([]);
    expect(await push(hub, dir)).toMatchObject({ plan: "already-released" });

    const untraced = await emitDataset(await temporaryFolder(), numberedReplies(2));
    expect(await push(hub, untraced)).toMatchObject({ tag: "v1.0.1", problems: [] });
    expect(beside(filesAt(hub).keys())).toEqual([]);
    await rollBack(backTo("v1.0.0"), await planRollback(backTo("v1.0.0")));
    expect(beside(filesAt(hub).keys())).toEqual(own);

    hub.repository(repo).commit([{ key: "deletedFile", value: { path: own[0] } }], false);
    hub.repository(repo).tags.set("v1.0.2", hub.repository(repo).head);
    const [latest] = await listReleases(accessTo(hub), repo);
    expect(latest?.problems).toEqual([`${own[0]}: missing`]);
  });
});

describe("a plan", () => {
  it("tells about how much is left to send when the storage holds most of it", async () => {
    const replies = (changed: number | null) =>
      numberedReplies(8, (at) => uniqueText(20_000, at === changed ? 99 : at + 1));
    await push(hub, await emitDataset(await temporaryFolder(), replies(null)));
    const { plan } = await preparePush(
      pushOptions(hub, await emitDataset(await temporaryFolder(), replies(5))),
    );
    if (plan.kind !== "new-commit") throw new Error(plan.kind);
    const all = changedBytes(plan);
    expect(plan.bytesToSend).toBeGreaterThan(20_000 / 2);
    expect(plan.bytesToSend / all).toBeLessThan(0.5);
  });

  it("compares with the latest release when the head holds no dataset", async () => {
    await push(hub, former);
    hub.repository(repo).commit([{ key: "deletedFile", value: { path: "manifest.json" } }], false);
    expect(await push(hub, latter)).toMatchObject({ tag: "v1.1.0", problems: [] });
    expect(historyAt("main")).toHaveLength(2);
  });
});

describe("a pull request", () => {
  it("waits; once it is merged, the same push tags it", async () => {
    await push(hub, former);
    const head = hub.repository(repo).head;
    const asked = await push(hub, latter, { asPullRequest: true });
    expect(asked).toMatchObject({ commit: null, tag: "v1.1.0" });
    expect(hub.repository(repo).head).toBe(head);
    expect(await push(hub, latter, { asPullRequest: true })).toMatchObject({
      plan: "open-pull-request",
      pullRequest: "refs/pr/1",
    });
    hub.repository(repo).merge("refs/pr/1");
    expect(await push(hub, latter)).toMatchObject({ plan: "missing-tag", tag: "v1.1.0", problems: [] });
    expect(await push(hub, latter)).toMatchObject({ plan: "already-released", tag: "v1.1.0" });
  });
});

describe("rollback", () => {
  it("brings the former release back in a new commit, sends no rows, leaves the tags, and tells of it in the card", async () => {
    await pushBoth();
    const tags = new Map(hub.repository(repo).tags);
    const before = hub.requests.length;
    const options = backTo("v1.0.0");
    const plan = await planRollback(options);
    const commit = await rollBack(options, plan);
    expect(hub.repository(repo).head).toBe(commit);
    const isRow = ([path]: readonly [string, Buffer]): boolean => path.endsWith(".parquet");
    expect([...releaseAt("main")].filter(isRow)).toEqual([...releaseAt("v1.0.0")].filter(isRow));
    expect([...releaseAt("main").keys()]).toEqual([...releaseAt("v1.0.0").keys()]);
    expect(historyAt("main")).toEqual([
      "| v1.0.0 | 2026-05-07 | 18 | brought back, in place of v1.1.0 |",
      "| v1.1.0 | 2026-05-06 | 9 | 0 rows entered, 9 left, 2 changed |",
      "| v1.0.0 | 2026-05-06 | 18 | first release |",
    ]);
    expect(historyAt("v1.0.0")).toEqual(["| v1.0.0 | 2026-05-06 | 18 | first release |"]);
    expect(
      hub
        .repository(repo)
        .history("main")
        .map(({ title }) => title),
    ).toEqual(["Roll back to v1.0.0", "Release v1.1.0", "Release v1.0.0", "initial commit"]);
    expect(hub.repository(repo).tags).toEqual(tags);
    const routes = hub.requests.slice(before).map(({ route }) => route);
    expect(routes.filter((route) => route?.startsWith("lfs") || route?.startsWith("xet"))).toEqual([]);
    expect(await rollBack(options, await planRollback(options))).toBeNull();
  });

  it("survives a lost answer without a second commit", async () => {
    await pushBoth();
    const options = backTo("1.0.0");
    const plan = await planRollback(options);
    hub.faults = ({ route, indexOfRoute }) =>
      route === "commit" && indexOfRoute === 2 ? { kind: "reset", when: "after" } : undefined;
    await rollBack(options, plan);
    expect(hub.repository(repo).history("main")).toHaveLength(4);
  });

  it("is followed by the next version, above every tag", async () => {
    await pushBoth();
    const options = backTo("v1.0.0");
    await rollBack(options, await planRollback(options));
    expect(await push(hub, former)).toMatchObject({ plan: "already-released", tag: "v1.0.0" });
    expect(await push(hub, latter)).toMatchObject({ plan: "new-commit", tag: "v1.2.0", problems: [] });
    expect(historyAt("main").map((line) => line.split(" | ")[0])).toEqual([
      ...["| v1.2.0", "| v1.0.0", "| v1.1.0", "| v1.0.0"],
    ]);
    const releases = await listReleases(accessTo(hub), repo);
    expect(releases.map(({ tag, isCurrent, problems }) => [tag, isCurrent, problems])).toEqual([
      ["v1.2.0", true, []],
      ["v1.1.0", false, []],
      ["v1.0.0", false, []],
    ]);
  });

  it.each([
    ["v9.0.0", /has no release v9\.0\.0\. It has: v1\.0\.0/],
    ["first", /is no version/],
  ])("to %s is refused", async (version, message) => {
    await push(hub, former);
    await expect(planRollback(backTo(version))).rejects.toThrow(message);
  });
});

describe("releases", () => {
  it("are listed latest first, with what they hold", async () => {
    await pushBoth();
    const releases = await listReleases(accessTo(hub), repo);
    expect(
      releases.map(({ tag, problems, isCurrent, rows }) => [tag, problems, isCurrent, rows["sft/train"]]),
    ).toEqual([
      ["v1.1.0", [], true, 3],
      ["v1.0.0", [], false, 6],
    ]);
  });

  it("that are not whole are told", async () => {
    await push(hub, former);
    const { path } = firstShard();
    const { commit } = {
      commit: hub.repository(repo).commit([{ key: "deletedFile", value: { path } }], false).oid,
    };
    hub.repository(repo).tags.set("v1.0.1", commit);
    const [latest] = await listReleases(accessTo(hub), repo);
    expect(latest?.problems).toEqual([`${path}: missing`]);
  });

  it("tell a card that was edited there, and a file that would be loaded with them", async () => {
    await push(hub, former);
    const stray = "sft/train-00009-of-00010.parquet";
    const edited = Buffer.from(`${filesAt(hub).get("README.md")}more`).toString("base64");
    const { oid } = hub.repository(repo).commit(
      [
        { key: "file", value: { path: "README.md", content: edited } },
        { key: "file", value: { path: stray, content: "" } },
      ],
      false,
    );
    hub.repository(repo).tags.set("v1.0.1", oid);
    const [latest] = await listReleases(accessTo(hub), repo);
    expect(latest?.problems).toEqual([
      "README.md: other content than its manifest says",
      `${stray}: would be loaded with the release, and is not of it`,
    ]);
  });

  it("of no repository are refused", async () => {
    await expect(listReleases(accessTo(hub), "my-org/none")).rejects.toThrow(
      /does not exist, or HF_TOKEN may not read it/,
    );
  });
});

describe("pull", () => {
  it("gives the dataset back to the byte, verified by its own manifest, at any version", async () => {
    await pushBoth();
    const dir = join(await temporaryFolder(), "pulled");
    await pullRelease(accessTo(hub), parseHubAddress(`hf:${repo}@v1.0.0`), dir, () => undefined);
    expect((await verifyDataset(dir, signal)).problems).toEqual([]);
    const rows = [...(await filesOf(former))].filter(([path]) => path.endsWith(".parquet"));
    const pulled = await filesOf(dir);
    expect(rows.length).toBeGreaterThan(3);
    for (const [path, content] of rows) expect(pulled.get(path)).toEqual(content);
    const diff = await diffDatasets(await openDatasetFolder(former), await openDatasetFolder(dir), signal);
    expect([diff.splits, diff.origins]).toEqual([[], []]);
  });

  it("pushed again is known", async () => {
    await push(hub, former);
    const dir = join(await temporaryFolder(), "pulled");
    await pullRelease(accessTo(hub), parseHubAddress(`hf:${repo}@v1.0.0`), dir, () => undefined);
    expect(await push(hub, dir)).toMatchObject({ plan: "already-released", record: null });
  });

  it("takes a broken download up where it stood", async () => {
    await push(hub, former);
    hub.faults = ({ route, indexOfRoute }) =>
      route === "resolve" && indexOfRoute % 2 === 0 ? { kind: "cut" } : undefined;
    const dir = join(await temporaryFolder(), "pulled");
    await pullRelease(accessTo(hub), parseHubAddress(`hf:${repo}@v1.0.0`), dir, () => undefined);
    expect((await verifyDataset(dir, signal)).problems).toEqual([]);
  });

  it("refuses bytes that are not what the Hub lists, and leaves no folder", async () => {
    await push(hub, former);
    hub.objects.spoil(firstShard().sha256);
    const parent = await temporaryFolder();
    await expect(
      pullRelease(accessTo(hub), parseHubAddress(`hf:${repo}`), join(parent, "pulled"), () => undefined),
    ).rejects.toThrow(/other bytes came than the Hub lists/);
    expect((await filesOf(parent)).size).toBe(0);
  });

  it("never replaces a folder of other things", async () => {
    await push(hub, former);
    await expect(
      pullRelease(accessTo(hub), parseHubAddress(`hf:${repo}`), import.meta.dirname, () => undefined),
    ).rejects.toThrow(UserError);
  });
});

it("what landed otherwise than it was sent is found", async () => {
  hub.faults = ({ route }) => {
    if (route === "tag") hub.objects.spoil(firstShard().sha256);
    return undefined;
  };
  const { problems } = await push(hub, former);
  expect(problems).toEqual([`${firstShard().path}: the Hub gives back other bytes than were sent`]);
});

it("rows are loaded through the Hub when that is asked for, once all else was found whole", async () => {
  const rowGroups = () => hub.requests.filter(({ route }) => route === "resolve").length;
  await push(hub, former);
  const before = rowGroups();
  expect(await push(hub, former)).toMatchObject({ problems: [] });
  const looked = rowGroups() - before;
  expect(await push(hub, former, { loadRows: true })).toMatchObject({ problems: [] });
  expect(rowGroups() - before - looked).toBeGreaterThan(looked);
  // a manifest that tells of other rows stands for a Hub that gives others
  const local = await readLocalDataset(former);
  const [first, ...others] = local.manifest.configs;
  if (first === undefined) throw new Error("nothing was emitted");
  const manifest = { ...local.manifest, configs: [{ ...first, rowHashes: "0".repeat(64) }, ...others] };
  const found = await verifyRelease({
    ...{ place: { access: accessTo(hub), dataset: repo, revision: "v1.0.0" }, manifest },
    files: releaseFiles(local, []).filter(({ path }) => path.endsWith(".parquet")),
    ...{ download: [], loadRows: true, onFile: () => undefined },
  });
  expect(found).toContain(
    `${first.config}/${first.split}: the rows that the Hub gives differ from those written`,
  );
});

describe("a folder of releases", () => {
  const plan = (dir: string, to: string) => {
    const options = {
      to,
      dir,
      choice: {},
      secrets: [],
      signal,
      now: () => hub.now(),
      verify: async (folder: string) => (await verifyDataset(folder, signal)).problems,
    };
    return { options, planned: planFolderRelease(options) };
  };
  const release = async (dir: string, to: string) => {
    const { options, planned } = plan(dir, to);
    return await executeFolderRelease(options, await planned, [...gateNames]);
  };

  it("holds each version whole, with the history of all before it", async () => {
    const to = join(await temporaryFolder(), "releases");
    expect((await release(former, to)).problems).toEqual([]);
    const second = await release(latter, to);
    expect([second.dir, second.problems]).toEqual([join(to, "v1.1.0"), []]);
    expect((await verifyDataset(join(to, "v1.0.0"), signal)).problems).toEqual([]);
    expect(await readFile(join(to, "v1.1.0", "README.md"), "utf8")).toMatch(
      /\| v1\.1\.0 \|.*\n\| v1\.0\.0 \|/,
    );
    expect(await plan(latter, to).planned).toMatchObject({ kind: "already-released", tag: "v1.1.0" });
  });

  it("holds what the Hub would hold", async () => {
    const to = join(await temporaryFolder(), "releases");
    await release(former, to);
    await push(hub, former);
    expect(await filesOf(join(to, "v1.0.0"))).toEqual(releaseAt("v1.0.0"));
  });
});
