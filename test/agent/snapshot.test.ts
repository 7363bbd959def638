import fc from "fast-check";
import { expect, test } from "vitest";
import { keepSnapshot, readSnapshot } from "../../pipeline/agent/snapshot.ts";
import { blobRefOf } from "../../pipeline/run/blob-pack.ts";
import type { BlobRef } from "../../pipeline/run/trajectory.ts";
import { openTrajectoryStore } from "../../pipeline/run/trajectory-store.ts";
import type { SiteFiles } from "../../pipeline/site/site-slot.ts";
import { buildInstruction } from "../support/memory-run.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** What a text would not survive: bytes that are no UTF-8, a byte order mark, NUL, nothing at all. */
const awkward: SiteFiles = new Map([
  ["logo.png", Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0xff, 0xfe, 0x00])],
  ["latin.txt", Buffer.from([0xc3, 0x28, 0xe4])],
  ["marked.json", Buffer.from([0xef, 0xbb, 0xbf, 0x7b, 0x7d])],
  ["all.bin", Uint8Array.from({ length: 256 }, (_, byte) => byte)],
  ["empty", new Uint8Array()],
  ["__proto__", Buffer.from("a name like any other")],
]);

const plain = (files: SiteFiles): [string, number[]][] =>
  [...files].map(([path, bytes]): [string, number[]] => [path, [...bytes]]).sort();

test("a trajectory's store gives every byte back, in a later session too", async () => {
  const dir = await temporaryFolder();
  const open = () =>
    openTrajectoryStore({
      dir,
      now: () => new Date("2026-01-01T00:00:00Z"),
      instruction: buildInstruction("i1"),
      systemPrompt: "You build.",
      opening: { trajectoryId: "t1", sample: 0, configHash: "0".repeat(64), teacher: "t", label: null },
    });
  let manifest: BlobRef;
  {
    await using store = await open();
    manifest = keepSnapshot(awkward, store);
    await store.append({ event: "gui-test-written", text: manifest });
  }
  await using store = await open();
  expect(plain(readSnapshot(manifest, store))).toEqual(plain(awkward));
});

test("whatever files hold comes back, and equal files are kept once", () => {
  const files = fc
    .array(fc.tuple(fc.string({ minLength: 1 }), fc.uint8Array({ maxLength: 50 })), { maxLength: 8 })
    .map((entries): SiteFiles => new Map(entries));
  const property = fc.property(files, (snapshot) => {
    const kept = new Map<BlobRef, Buffer>();
    const keep = (raw: Uint8Array | string): BlobRef => {
      const bytes = Buffer.from(raw);
      kept.set(blobRefOf(bytes), bytes);
      return blobRefOf(bytes);
    };
    const bytesOf = (ref: BlobRef): Buffer => kept.get(ref) ?? Buffer.alloc(0);
    const store = { keep, keepJson: (value: unknown) => keep(JSON.stringify(value)) };
    const manifest = keepSnapshot(snapshot, store);
    const count = kept.size;
    expect(keepSnapshot(new Map([...snapshot].reverse()), store)).toBe(manifest);
    expect(kept.size).toBe(count);
    const read = readSnapshot(manifest, { bytes: bytesOf, text: (ref) => bytesOf(ref).toString() });
    expect(plain(read)).toEqual(plain(snapshot));
  });
  fc.assert(property, { numRuns: 300 });
});
