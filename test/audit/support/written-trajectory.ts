import { readRunManifest } from "../../../pipeline/run/run-manifest.ts";
import { RunPaths } from "../../../pipeline/run/run-paths.ts";
import type { BlobRef, TrajectoryNode } from "../../../pipeline/run/trajectory.ts";
import { openTrajectoryStore } from "../../../pipeline/run/trajectory-store.ts";
import { buildInstruction } from "../../support/memory-run.ts";
import { buildNode } from "../../support/node-builder.ts";

/** What a test says of a step; the rest is as usual. */
export interface WrittenStep extends Partial<Omit<TrajectoryNode, "files" | "reply" | "feedback">> {
  reply?: string;
  feedback?: string;
  files?: Record<string, string>;
  picture?: Uint8Array;
  siteReport?: BlobRef | null;
}

/**
 * A trajectory under way in a run folder, written by the recorder's own store: each call adds to it. Closed by the test,
 * as by a recorder that ends.
 */
export async function beginTrajectory(dir: string, id: string, instruction = `Please build ${id}.`) {
  const paths = new RunPaths(dir);
  const manifest = await readRunManifest(paths.manifest);
  const store = await openTrajectoryStore({
    dir: paths.trajectory(id),
    now: () => new Date("2026-02-01T10:00:00.000Z"),
    instruction: buildInstruction(id, { instruction }),
    systemPrompt: "You build websites.",
    opening: {
      trajectoryId: id,
      sample: 0,
      configHash: manifest?.configHash ?? "0".repeat(64),
      teacher: "teacher-1",
      label: null,
    },
  });
  let steps = 0;
  return {
    store,
    async step({ reply, feedback, files = {}, picture, ...parts }: WrittenStep = {}): Promise<void> {
      const refs = Object.entries(files).map(([path, text]) => [path, store.keep(text)]);
      const node = buildNode(steps, {
        ...parts,
        reply: store.keep(reply ?? `reply ${steps} of ${id}`),
        feedback: store.keep(feedback ?? `feedback ${steps} of ${id}`),
        files: store.keepJson(Object.fromEntries(refs)),
        screenshotImage: picture === undefined ? null : store.keep(picture),
      });
      steps++;
      await store.append({ event: "step-committed", node });
    },
    async seal(chosen: number | null = 0): Promise<void> {
      await store.append({ event: "trajectory-sealed", outcome: "finished", chosen, reason: null });
      await store[Symbol.asyncDispose]();
    },
  };
}
