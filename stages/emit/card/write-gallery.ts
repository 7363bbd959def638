import { join } from "node:path";
import type { BesideFile } from "../../../pipeline/dataset/data-files.ts";
import { chosenNode } from "../../../pipeline/recipe/sft-conversation.ts";
import { writeFileAtomic } from "../../../pipeline/run/atomic-file.ts";
import { sha256Hex } from "../../../pipeline/run/digest.ts";
import type { DatasetPlan } from "../plan-dataset.ts";
import { instructionOf } from "../survey.ts";

/** The website of a kept trajectory as the judge saw it. */
export interface GalleryPicture {
  path: string;
  applicationType: string;
  screenshotScore: number | null;
  guiScore: number | null;
}

const mostPictures = 6;

/** Writes pictures for the card: of the first kept trajectory of each application type, up to six. */
export async function writeGallery(
  { run, survey, kept }: Pick<DatasetPlan, "run" | "survey" | "kept">,
  { dir, signal }: { dir: string; signal: AbortSignal },
): Promise<{ gallery: GalleryPicture[]; files: BesideFile[] }> {
  const gallery: GalleryPicture[] = [];
  const files: BesideFile[] = [];
  const seen = new Set<string>();
  for (const facts of survey.trajectories) {
    if (gallery.length === mostPictures) break;
    const { applicationType } = instructionOf(survey, facts);
    if (!kept.has(facts.id) || seen.has(applicationType)) continue;
    signal.throwIfAborted();
    const { trajectory, blobs } = await run.openTrajectory(facts.id);
    const picture = chosenNode(trajectory)?.screenshotImage ?? null;
    if (picture === null) continue;
    seen.add(applicationType);
    const bytes = blobs.bytes(picture);
    const path = `gallery/${facts.id}.png`;
    await writeFileAtomic(join(dir, path), bytes);
    files.push({ path, bytes: bytes.length, sha256: sha256Hex(bytes) });
    const { screenshotScore, guiScore } = facts;
    gallery.push({ path, applicationType, screenshotScore, guiScore });
  }
  return { gallery, files };
}
