import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import {
  decodeStore,
  type EventParser,
  EventStore,
  readStore,
  type StoreContent,
} from "../../pipeline/run/event-store.ts";
import { storeFiles } from "../../pipeline/run/run-paths.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

interface Note {
  event: "noted";
  text: string;
  blob: string | null;
}

const parse: EventParser<Note> = (event) =>
  event.event === "noted" &&
  typeof event.text === "string" &&
  (event.blob === null || typeof event.blob === "string")
    ? { ok: true, value: { event: "noted", text: event.text, blob: event.blob } }
    : { ok: false, problems: ["not a note"] };
const now = () => new Date("2026-01-02T03:04:05Z");
const open = (dir: string): Promise<EventStore<Note>> =>
  EventStore.open<Note>({ dir, parse, now, endsFirstStep: ({ text }) => text === "note 0" });
const files = { journal: "journal", pack: "pack" };

/** A store of four notes: text stored whole, text stored as a difference, bytes as they are, and no blob at all. */
const blobs = [
  "some words ".repeat(30),
  "some words, and others ".repeat(20),
  Buffer.from([0x89, 0x50, 1, 2, 3]),
  null,
];

let journal: Buffer;
let pack: Buffer;
/** Where each line of the journal ends, and how much of the pack it needs. */
const lines: { end: number; packBytes: number }[] = [];

beforeAll(async () => {
  const dir = await mkdtemp(join(tmpdir(), "curator-crash-points-"));
  const paths = storeFiles(dir);
  {
    await using store = await open(dir);
    for (const [index, blob] of blobs.entries()) {
      await store.append({
        event: "noted",
        text: `note ${index}`,
        blob: blob === null ? null : store.keep(blob),
      });
      lines.push({
        end: (await readFile(paths.journal)).length,
        packBytes: (await readFile(paths.pack)).length,
      });
    }
  }
  [journal, pack] = [await readFile(paths.journal), await readFile(paths.pack)];
  await rm(dir, { recursive: true });
});

const decode = (bytes: { journal?: Buffer; pack?: Buffer }): StoreContent<Note> =>
  decodeStore({ journal, pack, ...bytes, files, parse });

/** The notes that are read are the first so many, with their blobs, and nothing else. */
function expectPrefix(content: StoreContent<Note>, count: number, where: string): void {
  expect(
    content.events.map(({ text }) => text),
    where,
  ).toEqual(blobs.slice(0, count).map((_, at) => `note ${at}`));
  for (const [at, { blob }] of content.events.entries())
    if (blob !== null)
      expect(Buffer.from(content.pack.blobs.get(blob) ?? ""), where).toEqual(Buffer.from(blobs[at] ?? ""));
}

const linesWithin = (bytes: number): number => lines.filter(({ end }) => end <= bytes).length;
const linesServedBy = (bytes: number): number => lines.filter(({ packBytes }) => packBytes <= bytes).length;
const isBoundary = (bytes: number, ends: number[]): boolean => bytes === 0 || ends.includes(bytes);

describe("cut at every byte", () => {
  test("a journal gives exactly the whole lines before the cut, and says so", () => {
    for (let cut = 0; cut <= journal.length; cut++) {
      const content = decode({ journal: journal.subarray(0, cut) });
      expectPrefix(content, linesWithin(cut), `cut at ${cut}`);
      const isWhole = isBoundary(
        cut,
        lines.map(({ end }) => end),
      );
      expect(content.damage, `cut at ${cut}`).toHaveLength(isWhole ? 0 : 1);
    }
  });

  test("a pack gives exactly the notes whose blobs are before the cut, and says so", () => {
    for (let cut = 0; cut <= pack.length; cut++) {
      const content = decode({ pack: pack.subarray(0, cut) });
      expectPrefix(content, linesServedBy(cut), `cut at ${cut}`);
      expect(content.damage.length > 0, `cut at ${cut}`).toBe(cut < pack.length);
    }
  });
});

describe("every byte flipped, bit by bit", () => {
  test("a journal gives the lines before it, and names the line", () => {
    for (let at = 0; at < journal.length; at++) {
      const content = decode({ journal: flipped(journal, at) });
      const before = linesWithin(at);
      expectPrefix(content, before, `byte ${at}`);
      expect(content.damage[0], `byte ${at}`).toMatch(new RegExp(`^journal: line ${before + 1}: `));
    }
  });

  test("a pack gives the notes whose blobs are before it, and names the place", () => {
    for (let at = 0; at < pack.length; at++) {
      const content = decode({ pack: flipped(pack, at) });
      expectPrefix(content, linesServedBy(at), `byte ${at}`);
      expect(content.damage, `byte ${at}`).toContainEqual(
        expect.stringMatching(/^pack: damaged or cut at byte \d+$/),
      );
    }
  });
});

describe("opened for writing", () => {
  /** One cut or flip in each part of a line and of a record. */
  const damages: [string, (dir: string) => Promise<void>][] = [
    [
      "a journal that is cut",
      (dir) => writeFile(storeFiles(dir).journal, journal.subarray(0, journal.length - 5)),
    ],
    [
      "a journal with a flipped bit",
      (dir) => writeFile(storeFiles(dir).journal, flipped(journal, (lines[1]?.end ?? 0) + 20)),
    ],
    ["a pack that is cut", (dir) => writeFile(storeFiles(dir).pack, pack.subarray(0, pack.length - 2))],
    [
      "a pack with a flipped bit",
      (dir) => writeFile(storeFiles(dir).pack, flipped(pack, (lines[0]?.packBytes ?? 0) + 60)),
    ],
    ["a pack that is gone", (dir) => writeFile(storeFiles(dir).pack, "")],
  ];
  test.each(damages)(
    "%s goes on after its valid part; the rest is set aside, byte for byte",
    async (_, damage) => {
      const dir = await temporaryFolder();
      const paths = storeFiles(dir);
      await writeFile(paths.journal, journal);
      await writeFile(paths.pack, pack);
      await damage(dir);
      const damaged = await temporaryFolder();
      await cp(dir, damaged, { recursive: true });
      const valid = (await readStore(dir, parse)).events.length;
      {
        await using store = await open(dir);
        expect(store.damage.length).toBeGreaterThan(0);
        await store.append({ event: "noted", text: "after", blob: store.keep("what came after") });
      }
      const { events, damage: left, blobs: kept } = await readStore(dir, parse);
      expect(left).toEqual([]);
      expect(events).toHaveLength(valid + 1);
      expect(kept.text(events.at(-1)?.blob ?? "")).toBe("what came after");
      const aside = (await readdir(dir)).filter((name) => name.includes(".damaged-"));
      expect(aside.length).toBeGreaterThan(0);
      for (const name of aside) {
        const [file = "", from] = name.split(".damaged-");
        const original = await readFile(join(damaged, file));
        expect(await readFile(join(dir, name))).toEqual(original.subarray(Number(from)));
      }
    },
  );
});

/** With one bit of a byte changed: another one from byte to byte. */
function flipped(bytes: Buffer, at: number): Buffer {
  const changed = Buffer.from(bytes);
  changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
  return changed;
}
