import { appendFile, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { UserError } from "../../pipeline/errors.ts";
import type { HubAccess } from "../../pipeline/hub/hub-access.ts";
import { HubServer, readToken } from "../../scripts/hub-stand-in/hub-server.ts";
import { parseGates } from "../../stages/push/gates/check-gates.ts";
import type { GateName } from "../../stages/push/gates/gate.ts";
import { parseVersion } from "../../stages/push/release-version.ts";
import type { PushOptions } from "../../stages/push/stage.ts";
import { accessTo, emitDataset, numberedReplies, push, repo } from "../support/pushed-dataset.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let hub: HubServer;
let dir: string;

beforeEach(async () => {
  hub = await HubServer.start();
  onTestFinished(() => hub[Symbol.asyncDispose]());
  dir = await emitDataset(await temporaryFolder(), numberedReplies(2));
});

/** Nothing was written: no upload, no commit, no repository. */
function expectNothingSent(): void {
  expect(hub.requests.filter(({ method, route }) => method !== "GET" && route !== "lfs-batch")).toEqual([]);
}

function without(access: HubAccess): HubAccess {
  const { accessToken: _, ...rest } = access;
  return rest;
}

/** With a token that may write only what is named. */
function fineGrainedAccess(writable: readonly string[]): HubAccess {
  hub.tokens.set("hf_fineGrained", writable);
  return accessTo(hub, { accessToken: "hf_fineGrained" });
}

it.each([["my-org"], [repo]])("a fine-grained token that may write %s is enough", async (name) => {
  expect(await push(hub, dir, { access: fineGrainedAccess([name]) })).toMatchObject({ tag: "v1.0.0" });
});

describe("is refused with the remedy, before anything is sent", () => {
  it.each<[string, () => Partial<PushOptions>, RegExp]>([
    ["no token", () => ({ access: without(accessTo(hub)) }), /without a token\. Set HF_TOKEN/],
    [
      "a token of another kind",
      () => ({ access: accessTo(hub, { accessToken: "sk-1234567890" }) }),
      /begin with "hf_"/,
    ],
    [
      "a token that may only read",
      () => ({ access: accessTo(hub, { accessToken: readToken }) }),
      /HF_TOKEN may only read\. Set it to a token with the right to write/,
    ],
    [
      "a fine-grained token without the right to write",
      () => ({ access: fineGrainedAccess([]) }),
      /fine-grained token that may write nothing\. Give it the right to write my-org\/my-set or the repositories of my-org/,
    ],
    [
      "a fine-grained token for another's repositories",
      () => ({ access: fineGrainedAccess(["someone", "my-org/other"]) }),
      /fine-grained token that may write someone, my-org\/other\. Give it/,
    ],
    [
      "an unknown token",
      () => ({ access: accessTo(hub, { accessToken: "hf_unknown" }) }),
      /not valid any more.*Set HF_TOKEN/,
    ],
    [
      "a name with a slash too many",
      () => ({ repo: "a/b/c" }),
      /has 2 slashes and must have one\. Write OWNER\/NAME/,
    ],
    ["a name without an owner", () => ({ repo: "set" }), /has 0 slashes/],
    ["a name that the Hub does not take", () => ({ repo: "org/a--b" }), /without "--"/],
    ["a pull request to nowhere", () => ({ asPullRequest: true }), /does not exist.*without --pr first/],
    [
      "a folder without a dataset",
      () => ({ dir: join(dir, "sft") }),
      /manifest\.json cannot be read.*curate emit/,
    ],
  ])("%s", async (_, parts, message) => {
    const error: unknown = await push(hub, dir, parts()).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UserError);
    expect(String(error)).toMatch(message);
    expect(String(error)).not.toContain("sk-1234567890");
    expectNothingSent();
  });

  it.each([["models"], ["spaces"]])("a repository that is one of the Hub's %s", async (type) => {
    hub.others.add(`${type}/${repo}`);
    await expect(push(hub, dir)).rejects.toThrow(
      new RegExp(`is one of the Hub's ${type}.*Choose another name`),
    );
    expectNothingSent();
  });

  it.each<[string, (dir: string) => Promise<unknown>, RegExp]>([
    [
      "a shard that was changed",
      (folder) => appendFile(join(folder, "sft/train-00000-of-00001.parquet"), "x"),
      /verify: sft\/train-00000-of-00001\.parquet: \d+ bytes, the manifest says \d+\. Emit the dataset again/,
    ],
    [
      "a shard that is gone",
      (folder) => rm(join(folder, "steps/train-00000-of-00001.parquet")),
      /verify: steps\/train-00000-of-00001\.parquet: missing/,
    ],
    [
      "a card that was edited",
      (folder) => appendFile(join(folder, "README.md"), "more"),
      /verify: README\.md: its content has changed/,
    ],
    [
      "no card",
      (folder) => rm(join(folder, "README.md")),
      /README\.md cannot be read.*Emit the dataset again/,
    ],
  ])("%s", async (_, spoil, message) => {
    await spoil(dir);
    await expect(push(hub, dir)).rejects.toThrow(message);
    expectNothingSent();
  });

  it.each<[string, string, RegExp]>([
    ["a version that exists", "1.0.0", /Version v1\.0\.0 exists already, with other content/],
    ["a version that goes back", "0.9.9", /Version v0\.9\.9 goes back: v1\.0\.0 is there already/],
  ])("%s", async (_, version, message) => {
    await push(hub, dir);
    const other = await emitDataset(await temporaryFolder(), numberedReplies(3));
    const [sent, head] = [hub.receivedBytes(), hub.repository(repo).head];
    await expect(push(hub, other, { choice: { version: parseVersion(version) } })).rejects.toThrow(message);
    expect([hub.receivedBytes(), hub.repository(repo).head]).toEqual([sent, head]);
  });
});

it.each(["1.0", "v1", "1.2.3.4", "01.2.3", "one"])("%s is no version", (text) => {
  expect(() => parseVersion(text)).toThrow(/Write three whole numbers/);
});

it("an unknown gate is told with the known ones", () => {
  expect(() => parseGates(["rehearsals"])).toThrow(/no such gate\. Known: verify, secrets, rehearsal/);
});

describe("gates", () => {
  const without = (...gates: GateName[]): GateName[] =>
    (["licence", "model-terms", "contamination", "rehearsal", "viewer-limits", "secrets"] as const).filter(
      (gate) => !gates.includes(gate),
    );

  it.each<[GateName, RegExp]>([
    ["licence", /^license: mit$/m],
    ["model-terms", /^## Licence and terms$/m],
    ["contamination", /^## Contamination$/m],
  ])("%s must be met or accepted", async (gate, met) => {
    const licensed = await emitDataset(await temporaryFolder(), numberedReplies(2), {
      recipe: { license: "mit" },
    });
    const path = join(licensed, "README.md");
    const card = await readFile(path, "utf8");
    expect(card).toMatch(met);
    await writeFile(path, card.replace(met, gate === "licence" ? "license: other" : "## Else"));
    // a dataset whose manifest agrees with its card
    const verify = async (): Promise<string[]> => [];
    await expect(push(hub, licensed, { verify, accepted: without(gate) })).rejects.toThrow(
      new RegExp(`  ${gate}: .*--accept ${gate}`),
    );
    expectNothingSent();
    await writeFile(path, card);
    await push(hub, licensed, { accepted: [] });
  });

  it("rehearsal data takes an explicit word", async () => {
    const rehearsal = await emitDataset(await temporaryFolder(), numberedReplies(2), { label: "rehearsal" });
    await expect(push(hub, rehearsal, { accepted: without("rehearsal") })).rejects.toThrow(
      /rehearsal: .*not for training/,
    );
    expectNothingSent();
    expect(await push(hub, rehearsal, { accepted: without() })).toMatchObject({ tag: "v1.0.0" });
  });

  it("a key of this machine is never let through, and never shown", async () => {
    const key = "key-of-this-machine-1";
    const leaking = await emitDataset(await temporaryFolder(), { a: `const key = "${key}";` });
    const secrets = [{ name: "TEACHER_API_KEY", value: key }];
    const error = String(await push(hub, leaking, { secrets }).catch((thrown: unknown) => thrown));
    expect(error).toMatch(
      /secrets: sft\/train.*row a\.0, column messages holds the value of TEACHER_API_KEY\. Revoke/,
    );
    expect(error).not.toContain(key);
    expectNothingSent();
  });

  it("what looks like a key is told, and may be accepted", async () => {
    const token = `hf_${"aB".repeat(17)}`;
    const leaking = await emitDataset(await temporaryFolder(), { a: `const token = "${token}";` });
    const error = String(
      await push(hub, leaking, { accepted: without("secrets") }).catch((thrown: unknown) => thrown),
    );
    expect(error).toMatch(
      /row a\.0, column messages holds what looks like a Hugging Face token.*--accept secrets/,
    );
    expect(error).not.toContain(token);
    await push(hub, leaking, { accepted: without() });
  });

  it("a row that the viewer will not show is told", async () => {
    const large = await emitDataset(await temporaryFolder(), { a: "x".repeat(2_100_000) });
    await expect(push(hub, large, { accepted: without("viewer-limits") })).rejects.toThrow(
      /viewer-limits: .*row a\.0 is over 2 MB/,
    );
  });

  it("another's card is not replaced without a word", async () => {
    hub
      .createRepository(repo)
      .commit(
        [{ key: "file", value: { path: "README.md", content: Buffer.from("# by hand").toString("base64") } }],
        false,
      );
    await expect(push(hub, dir, { accepted: without() })).rejects.toThrow(
      /foreign-card: .*would be replaced/,
    );
    await push(hub, dir);
  });
});

it("a card field that is missing is told", async () => {
  const path = join(dir, "README.md");
  const card = (await readFile(path, "utf8")).replace(/^size_categories:\n- .*\n/m, "");
  await writeFile(path, card);
  // a dataset whose manifest agrees with its card
  const verify = async (): Promise<string[]> => [];
  await expect(push(hub, dir, { verify })).rejects.toThrow(
    /card: README\.md: its head lacks "size_categories"/,
  );
});

it("a picture that the card shows and the dataset does not hold is told", async () => {
  const path = join(dir, "README.md");
  await appendFile(
    path,
    '\n![rows](card/rows.svg)\n<img alt="" src="./card/steps.svg">\n![far](https://example.org/a.svg)\n',
  );
  // a dataset whose manifest agrees with its card
  const verify = async (): Promise<string[]> => [];
  const error = String(await push(hub, dir, { verify }).catch((thrown: unknown) => thrown));
  expect(error).toMatch(/card: README\.md: it shows card\/rows\.svg, which is not of the dataset/);
  expect(error).toMatch(/it shows card\/steps\.svg/);
  expect(error).not.toMatch(/example\.org/);
  expectNothingSent();
});
