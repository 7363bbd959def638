import type { BlobReader, BlobRef } from "../run/trajectory.ts";
import type { SiteFiles } from "../site/site-slot.ts";

interface Keeper {
  keep(raw: Uint8Array | string): BlobRef;
  keepJson(value: unknown): BlobRef;
}

/** Keeps the files of a step; those kept before cost nothing. Returns the address of the snapshot's manifest. */
export function keepSnapshot(files: SiteFiles, store: Keeper): BlobRef {
  const paths = [...files.keys()].sort();
  return store.keepJson(
    Object.fromEntries(paths.map((path) => [path, store.keep(files.get(path) ?? new Uint8Array())])),
  );
}

/** The files of a snapshot. */
export function readSnapshot(manifest: BlobRef, blobs: BlobReader): SiteFiles {
  const refs: unknown = JSON.parse(blobs.text(manifest));
  return new Map(
    Object.entries(refs as Record<string, BlobRef>).map(([path, ref]) => [path, blobs.bytes(ref)]),
  );
}
