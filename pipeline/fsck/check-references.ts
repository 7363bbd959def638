import type { BlobReader, BlobRef, Trajectory } from "../run/trajectory.ts";

const reference = /^sha256:[0-9a-f]{64}$/;

/**
 * What the blobs of a trajectory refer to and its pack does not hold. (What its journal refers to was checked when the
 * journal was read.)
 */
export function checkReferences(
  { nodes, calls }: Pick<Trajectory, "nodes" | "calls">,
  blobs: BlobReader,
): string[] {
  const holders: [subject: string, ref: BlobRef | null][] = [
    ...nodes.flatMap(({ step, files, siteReport, guiTest }): [string, BlobRef | null][] => [
      [`step ${step}, files`, files],
      [`step ${step}, site report`, siteReport],
      [`step ${step}, GUI test`, guiTest],
    ]),
    ...calls.map(({ purpose, exchange }): [string, BlobRef] => [`call ${purpose}`, exchange]),
  ];
  return holders.flatMap(([subject, holder]) =>
    referencesIn(holder === null ? null : JSON.parse(blobs.text(holder)))
      .filter((ref) => !isThere(ref, blobs))
      .map((ref) => `${subject}: blob ${ref.slice(0, 19)}... is not in the pack`),
  );
}

/** The texts of a JSON value that are references, and nothing else. */
function referencesIn(value: unknown): BlobRef[] {
  if (typeof value === "string") return reference.test(value) ? [value] : [];
  if (value === null || typeof value !== "object") return [];
  return Object.values(value).flatMap(referencesIn);
}

function isThere(ref: BlobRef, blobs: BlobReader): boolean {
  try {
    blobs.bytes(ref);
    return true;
  } catch {
    // a reader answers what it lacks by throwing
    return false;
  }
}
