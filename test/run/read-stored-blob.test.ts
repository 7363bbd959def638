import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PNG } from "pngjs";
import { expect, it } from "vitest";
import { EventStore } from "../../pipeline/run/event-store.ts";
import { readStoredBlob } from "../../pipeline/run/read-stored-blob.ts";
import { storeFiles } from "../../pipeline/run/run-paths.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const picture = PNG.sync.write(new PNG({ width: 30, height: 20 }));

async function stored() {
  const dir = join(await temporaryFolder(), "store");
  await using store = await EventStore.open<{ event: string; ref?: string }>({
    dir,
    parse: (event) => ({ ok: true, value: event as { event: string } }),
    now: () => new Date(0),
    endsFirstStep: ({ event }) => event === "first",
  });
  const first = store.keep("The text of the first step. ".repeat(40));
  const image = store.keep(picture);
  await store.append({ event: "first", ref: first });
  const second = store.keep("The text of the first step. ".repeat(41));
  await store.append({ event: "second", ref: second });
  return { dir, first, image, second };
}

it("reads pictures and the first step's text without the rest of the pack", async () => {
  const { dir, first, image } = await stored();
  expect(readStoredBlob(dir, image)).toEqual(picture);
  expect(Buffer.from(readStoredBlob(dir, first) ?? []).toString()).toBe(
    "The text of the first step. ".repeat(40),
  );
});

it("has no answer for a blob that is not there, needs the text before it, or does not verify", async () => {
  const { dir, image, second } = await stored();
  expect(readStoredBlob(dir, `sha256:${"0".repeat(64)}`)).toBeNull();
  expect(readStoredBlob(dir, second)).toBeNull();
  expect(readStoredBlob(join(dir, "none"), image)).toBeNull();
  const { pack } = storeFiles(dir);
  const bytes = await readFile(pack);
  bytes[bytes.indexOf(picture) + 60] = 0;
  await writeFile(pack, bytes);
  expect(readStoredBlob(dir, image)).toBeNull();
});
