import { cp, readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { expect, test } from "vitest";
import { emitCommand } from "../../pipeline/cli/commands/emit.ts";
import { fsckCommand } from "../../pipeline/cli/commands/fsck.ts";
import { checkRun } from "../../pipeline/fsck/check-run.ts";
import { EventStore } from "../../pipeline/run/event-store.ts";
import { openRunReader } from "../../pipeline/run/open-run-reader.ts";
import { RunPaths } from "../../pipeline/run/run-paths.ts";
import { parseTrajectoryEvent } from "../../pipeline/run/trajectory-store.ts";
import { commandWorld } from "../support/command-world.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { trajectoryShape } from "../support/trajectory-shape.ts";

const stores = join(import.meta.dirname, "..", "fixtures", "stores");
const versions = await readdir(stores);

/** A copy of the store that a version wrote. */
async function copyOf(version: string): Promise<RunPaths> {
  const dir = join(await temporaryFolder(), "store");
  await cp(join(stores, version), dir, { recursive: true });
  return new RunPaths(dir);
}

const now = (): Date => new Date("2026-02-03T04:05:06Z");

test("this version's store is among them", () => {
  const { version }: { version: string } = createRequire(import.meta.url)("../../package.json");
  expect(versions, "`node scripts/store-fixture.ts` writes it").toContain(version);
});

test.each(versions)(
  "what version %s recorded is read whole: the tree, its texts, and nothing is in doubt",
  async (version) => {
    const paths = await copyOf(version);
    const reader = await openRunReader(paths.dir);
    const [id = ""] = await reader.trajectoryIds();
    const { trajectory, blobs } = await reader.openTrajectory(id);
    expect(trajectoryShape(trajectory)).toBe("c4/-<start x-/-<0! c4/-<1 g4/5<2 f-/-<3 => finished 3");
    expect(blobs.text(trajectory.opened.instruction)).toBe("Please implement a website that keeps notes.");
    expect(blobs.text(trajectory.nodes[0]?.reply ?? "")).toContain("Everything that is to be remembered.");
    const { findings } = await checkRun({ dir: paths.dir, repair: false, now, baseURLOf: () => "" });
    expect(findings).toEqual([]);
  },
);

test.each(versions)("a journal that version %s began is gone on with", async (version) => {
  const paths = await copyOf(version);
  const [id = ""] = await (await openRunReader(paths.dir)).trajectoryIds();
  const dir = paths.trajectory(id);
  {
    await using store = await EventStore.open({ dir, parse: parseTrajectoryEvent, now });
    expect(store.damage).toEqual([]);
    await store.append({ event: "gui-test-written", text: store.keep("Press every button again.") });
  }
  await using store = await EventStore.open({ dir, parse: parseTrajectoryEvent, now });
  expect(store.damage).toEqual([]);
  const last = store.events.at(-1);
  expect(last?.event === "gui-test-written" && store.text(last.text)).toBe("Press every button again.");
});

test.each(versions)(
  "what version %s recorded is filtered and emitted by the commands of this one, and verified",
  async (version) => {
    const paths = await copyOf(version);
    const world = commandWorld(paths.dir);
    expect(await emitCommand({ run: paths.dir, recipe: "lenient" }, world)).toBe(0);
    const manifest = JSON.parse(await readFile(join(paths.dataset("lenient"), "manifest.json"), "utf8"));
    expect(manifest.configs).toContainEqual(expect.objectContaining({ config: "sft", rows: 1 }));
    expect(await fsckCommand({ run: paths.dir }, world)).toBe(0);
  },
);
