import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CurateError, StopError } from "../../pipeline/errors.ts";
import { drawPushFaults } from "../../scripts/hub-stand-in/draw-faults.ts";
import { HubServer } from "../../scripts/hub-stand-in/hub-server.ts";
import { accessTo, emitDataset, filesAt, numberedReplies, push, repo } from "../support/pushed-dataset.ts";
import { uniqueText } from "../support/unique-text.ts";

/** `npm run proof:push` runs 300. */
const schedules = Number(process.env.PUSH_SCHEDULES ?? 12);
const transfers = ["basic", "multipart", "xet"] as const;
const fileBytes = 4_000;

/** The datasets are sound: only the way to the Hub is under test. */
const verify = async (): Promise<string[]> => [];

let dir: string;
let former: string;
let latter: string;
let hub: HubServer;
let restore: () => void;
let formerFiles: Record<string, string>;
let latterFiles: Record<string, string>;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "curator-test-"));
  const reply = (at: number): string => uniqueText(2_500, at + 1);
  const replies = numberedReplies(12, reply);
  former = await emitDataset(join(dir, "former"), replies, { fileBytes });
  const { "i-04": _, ...kept } = numberedReplies(14, (at) => reply(at === 7 ? 99 : at));
  latter = await emitDataset(join(dir, "latter"), kept, { fileBytes });
  hub = await HubServer.start({ pageSize: 10 });
  await push(hub, former);
  formerFiles = ownFiles("v1.0.0");
  const empty = hub.save();
  await push(hub, latter);
  latterFiles = ownFiles("v1.1.0");
  empty();
  restore = hub.save();
}, 300_000);

afterAll(async () => {
  await hub[Symbol.asyncDispose]();
  await rm(dir, { recursive: true, force: true });
});

test("both releases have at least a dozen files, and differ in most", () => {
  expect(Object.keys(formerFiles).length).toBeGreaterThanOrEqual(12);
  const same = Object.entries(formerFiles).filter(([path, content]) => latterFiles[path] === content);
  expect(same.length).toBeLessThan(Object.keys(formerFiles).length / 2);
});

test.each(Array.from({ length: schedules }, (_, seed) => seed))(
  "whatever goes wrong, the former release is there or this one, whole; a second push finishes (schedule %i)",
  async (seed) => {
    restore();
    hub.options = { ...hub.options, transfer: transfers[seed % transfers.length] ?? "basic" };
    const schedule = drawPushFaults(seed);
    const stop = new AbortController();
    hub.faults = (request) => {
      if (request.index === schedule.endsAt) stop.abort(new StopError("ended"));
      return schedule.faults(request);
    };
    const access = accessTo(hub, { signal: stop.signal });
    const outcome: unknown = await push(hub, latter, { access, verify }).catch((error: unknown) => error);
    const commitsBefore = releaseCommits();
    const state = mainHolds();

    expect(state, schedule.describe()).not.toBe("something else");
    expect(commitsBefore.length, schedule.describe()).toBeLessThanOrEqual(1);
    expect(commitsBefore.length === 1, schedule.describe()).toBe(state === "the latter");
    checkTags(schedule.describe());
    if (outcome instanceof Error) {
      expect(outcome, schedule.describe()).toBeInstanceOf(CurateError);
      if (/did not take place|Nothing of this release took place|is as it was/.test(outcome.message))
        expect(state, `${schedule.describe()}: ${outcome.message}`).toBe("the former");
      if (/took place, but its tag/.test(outcome.message))
        expect(state, `${schedule.describe()}: ${outcome.message}`).toBe("the latter");
    } else {
      expect(state, schedule.describe()).toBe("the latter");
      expect([...hub.repository(repo).tags.keys()]).toContain("v1.1.0");
    }

    hub.faults = () => undefined;
    hub.tokens.set("hf_mayWrite", "write");
    const second = await push(hub, latter, { verify });
    expect([second.tag, second.problems], schedule.describe()).toEqual(["v1.1.0", []]);
    expect(mainHolds(), schedule.describe()).toBe("the latter");
    expect(releaseCommits(), schedule.describe()).toHaveLength(1);
    checkTags(schedule.describe());
    expect(hub.repository(repo).tags.get("v1.1.0")).toBe(releaseCommits()[0]);
  },
  180_000,
);

function releaseCommits(): string[] {
  return hub
    .repository(repo)
    .history("main")
    .flatMap(({ title, oid }) => (title === "Release v1.1.0" ? [oid] : []));
}

function mainHolds(): "the former" | "the latter" | "something else" {
  const files = JSON.stringify(ownFiles("main"));
  if (files === JSON.stringify(formerFiles)) return "the former";
  return files === JSON.stringify(latterFiles) ? "the latter" : "something else";
}

/** Every tag names a whole release. */
function checkTags(schedule: string): void {
  const { tags } = hub.repository(repo);
  expect(ownFiles("v1.0.0"), schedule).toEqual(formerFiles);
  if (tags.has("v1.1.0")) expect(ownFiles("v1.1.0"), schedule).toEqual(latterFiles);
  expect(tags.size, schedule).toBeLessThanOrEqual(2);
}

/** The release's files at a revision, by path; another's file is none of them. */
function ownFiles(revision: string): Record<string, string> {
  const files = [...filesAt(hub, revision)].filter(([path]) => path !== "elsewhere.txt");
  return Object.fromEntries(files.map(([path, content]) => [path, content.toString("base64")]).sort());
}
