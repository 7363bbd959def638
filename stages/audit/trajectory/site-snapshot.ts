import type { BlobRef } from "../../../pipeline/run/trajectory.ts";
import type { SiteFiles } from "../../../pipeline/site/site-slot.ts";
import type { FileView } from "../views/trajectory-view.ts";
import type { PackBlobs } from "./open-trajectory.ts";

/** A site's files by path, as a step's manifest names them; null when that is not readable. */
export function snapshotRefs(manifest: BlobRef, blobs: PackBlobs): Map<string, BlobRef> | null {
  const text = blobs.text(manifest);
  if (text === null) return null;
  const parsed: unknown = parseOrNull(text);
  if (parsed === null || typeof parsed !== "object") return null;
  return new Map(
    Object.entries(parsed).flatMap(([path, ref]): [string, BlobRef][] =>
      typeof ref === "string" ? [[path, ref]] : [],
    ),
  );
}

/** The files of a site; null when any of them is missing. */
export function snapshotFiles(manifest: BlobRef, blobs: PackBlobs): SiteFiles | null {
  const refs = snapshotRefs(manifest, blobs);
  if (refs === null) return null;
  const files = new Map<string, Uint8Array>();
  for (const [path, ref] of refs) {
    const bytes = blobs.bytes(ref);
    if (bytes === null) return null;
    files.set(path, bytes);
  }
  return files;
}

/** The files of a step beside its parent's, by path. Without a parent all are new. */
export function compareSnapshots(
  files: ReadonlyMap<string, BlobRef>,
  before: ReadonlyMap<string, BlobRef>,
  blobs: PackBlobs,
): FileView[] {
  const paths = [...new Set([...files.keys(), ...before.keys()])].sort();
  return paths.flatMap((path): FileView[] => {
    const [own, former] = [files.get(path), before.get(path)];
    const ref = own ?? former;
    if (ref === undefined) return [];
    return [
      {
        path,
        ref,
        bytes: blobs.bytes(ref)?.length ?? 0,
        change:
          own === undefined
            ? "deleted"
            : former === undefined
              ? "added"
              : own === former
                ? "same"
                : "changed",
        parentRef: former ?? null,
      },
    ];
  });
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
