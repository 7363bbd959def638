import { openAsBlob } from "node:fs";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { firstChunkBytes, uploadObject } from "../../pipeline/hub/upload-object.ts";
import { createRandom } from "../../pipeline/random/random.ts";
import { HubServer } from "../../scripts/hub-stand-in/hub-server.ts";
import { type SftRow, sftSchema } from "../../stages/emit/configs/sft.ts";
import { writeSplit } from "../../stages/emit/parquet/write-split.ts";
import { accessTo, repo } from "../support/pushed-dataset.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const rows = 5_000;
/** Row groups and replies are a twentieth of real ones: 25 MB of text stand for 500. */
const limits = {
  rowGroup: { minBytes: 400_000, maxBytes: 2_400_000, rowsPerBoundary: 16 },
  maxFileBytes: 500_000_000,
};

let dir: string;
let former: string;

// the same for every case
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "curator-test-"));
  former = await writeRows(join(dir, "former"), (at) => at);
}, 300_000);

afterAll(() => rm(dir, { recursive: true, force: true }));

/** Writes rows by id, each with text that compresses about as code does, drawn from a seed. Returns the file. */
async function writeRows(folder: string, seedOf: (at: number) => number): Promise<string> {
  async function* identified() {
    for (let at = 0; at < rows; at++) {
      const id = `i-${String(at).padStart(5, "0")}`;
      const row: SftRow = {
        id,
        instruction_id: id,
        application_type: "Blog",
        messages: [{ role: "assistant", content: codeLike(seedOf(at)) }],
        loss_mask: [1],
        steps: 1,
        screenshot_score: 4,
        gui_score: null,
        tokens: 1,
        teacher: "t",
        source_trajectory: id,
      };
      yield { id, row };
    }
  }
  const { record } = await writeSplit({
    dir: folder,
    config: "sft",
    split: "train",
    schema: sftSchema,
    rows: identified(),
    createdBy: "test",
    limits,
    signal: new AbortController().signal,
  });
  return join(folder, record.files[0]?.path ?? "");
}

const texts = new Map<number, string>();

function codeLike(seed: number): string {
  const made = texts.get(seed) ?? makeCode(seed);
  texts.set(seed, made);
  return made;
}

function makeCode(seed: number): string {
  const random = createRandom(seed);
  const lines = Array.from(
    { length: 300 },
    () => `${random.below(46_656).toString(36)} = ${random.pick(["div", "span", "props", "state"])};`,
  );
  return lines.join("\n");
}

test.each([
  ["at the beginning, the first chunk with them", 0],
  ["in the middle", 2_500],
])(
  "a second version whose rows differ in one of a hundred, %s, sends at most a tenth of the bytes, cut as the Hub cuts them",
  async (_, from) => {
    const hub = await HubServer.start({ transfer: "xet" });
    onTestFinished(() => hub[Symbol.asyncDispose]());
    hub.createRepository(repo);
    const latter = await writeRows(await temporaryFolder(), (at) =>
      at >= from && at < from + rows / 100 ? at + rows : at,
    );
    const send = async (file: string, formerStart: Uint8Array | null): Promise<number> => {
      const before = hub.receivedBytes("xet-xorb", "xet-shard");
      const content = await openAsBlob(file);
      const path = "sft/train-00000-of-00001.parquet";
      await uploadObject({
        access: accessTo(hub),
        dataset: repo,
        path,
        content,
        formerStart,
        onProgress: () => undefined,
      });
      return hub.receivedBytes("xet-xorb", "xet-shard") - before;
    };
    const first = await send(former, null);
    const second = await send(latter, await startOf(former));
    expect(first).toBeGreaterThan(4_000_000);
    expect(second / first).toBeLessThanOrEqual(0.1);
    console.log(
      `the first version sent ${first} bytes, the second ${second}: ${((100 * second) / first).toFixed(1)} %`,
    );
  },
  300_000,
);

async function startOf(path: string): Promise<Uint8Array> {
  await using file = await open(path, "r");
  const start = new Uint8Array(firstChunkBytes);
  await file.read(start, 0, start.length, 0);
  return start;
}
