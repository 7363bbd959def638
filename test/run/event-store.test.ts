import { randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { sha256Hex } from "../../pipeline/run/digest.ts";
import { type EventParser, EventStore, readStore } from "../../pipeline/run/event-store.ts";
import { storeFiles } from "../../pipeline/run/run-paths.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

interface Note {
  event: "noted";
  text: string;
  blob: string | null;
}

const parse: EventParser<Note> = (event) =>
  event.event === "noted"
    ? { ok: true, value: event as unknown as Note }
    : { ok: false, problems: ["not a note"] };
const now = () => new Date("2026-01-02T03:04:05Z");

const openStore = (dir: string): Promise<EventStore<Note>> =>
  EventStore.open<Note>({ dir, parse, now, endsFirstStep: ({ text }) => text === "note 0" });

async function writeNotes(dir: string, count: number): Promise<void> {
  await using store = await openStore(dir);
  for (let index = 0; index < count; index++) {
    const blob = store.keep(`blob ${index} `.repeat(index === 1 ? 40 : 1));
    await store.append({ event: "noted", text: `note ${index}`, blob });
  }
}

describe("event store", () => {
  test("what was appended is read back, blobs included", async () => {
    const dir = await temporaryFolder();
    await writeNotes(dir, 3);
    const { events, blobs, damage } = await readStore(dir, parse);
    expect(events.map((event) => event.text)).toEqual(["note 0", "note 1", "note 2"]);
    expect(events.map((event) => event.seq)).toEqual([0, 1, 2]);
    expect(blobs.text(events[1]?.blob ?? "")).toBe("blob 1 ".repeat(40));
    expect(damage).toEqual([]);
  });

  test("bytes kept twice are stored once, also across sessions", async () => {
    const dir = await temporaryFolder();
    await writeNotes(dir, 2);
    const before = (await readFile(storeFiles(dir).pack)).length;
    await writeNotes(dir, 2);
    expect((await readFile(storeFiles(dir).pack)).length).toBe(before);
    expect((await readStore(dir, parse)).events).toHaveLength(4);
  });

  test("what later steps say again costs next to nothing, also after the store was closed in between", async () => {
    const text = Array.from({ length: 400 }, (_, line) => `line ${line}: ${sha256Hex(`${line}`)}`).join("\n");
    const write = async (dir: string, parts: [string, string][]): Promise<number[]> => {
      await using store = await openStore(dir);
      const sizes: number[] = [];
      for (const [note, blob] of parts) {
        await store.append({ event: "noted", text: note, blob: store.keep(blob) });
        sizes.push((await readFile(storeFiles(dir).pack)).length);
      }
      return sizes;
    };
    const notes: [string, string][] = [
      ["note 0", text],
      ["note 1", `${text}\nchanged`],
      ["note 2", `${text}\nchanged\nagain`],
    ];
    const [dir, disturbed] = [await temporaryFolder(), await temporaryFolder()];
    const [first = 0, , third = 0] = await write(dir, notes);
    expect(first).toBeGreaterThan(10_000);
    expect(third - first).toBeLessThan(250);
    for (const note of notes) await write(disturbed, [note]);
    expect(await readFile(storeFiles(disturbed).pack)).toEqual(await readFile(storeFiles(dir).pack));
    const { events, blobs } = await readStore(disturbed, parse);
    expect(events.map(({ blob }) => blobs.text(blob ?? ""))).toEqual(notes.map(([, blob]) => blob));
  });

  test("bytes that are compressed already are kept as they are, after text and before it", async () => {
    const dir = await temporaryFolder();
    const png = Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47]), randomBytes(5_000)]);
    {
      await using store = await openStore(dir);
      for (const [note, blob] of [
        ["note 0", "some text"],
        ["note 1", png],
        ["note 2", "some text, again"],
      ] as const)
        await store.append({ event: "noted", text: note, blob: store.keep(blob) });
    }
    const { events, blobs } = await readStore(dir, parse);
    expect(Buffer.from(blobs.bytes(events[1]?.blob ?? ""))).toEqual(png);
    expect(blobs.text(events[2]?.blob ?? "")).toBe("some text, again");
  });

  test("appends made at once are written whole and in the order of the calls", async () => {
    const dir = await temporaryFolder();
    {
      await using store = await openStore(dir);
      await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          store.append({ event: "noted", text: `${index}`, blob: store.keep(`b${index}`) }),
        ),
      );
    }
    const { events } = await readStore(dir, parse);
    expect(events.map((event) => event.text)).toEqual(Array.from({ length: 20 }, (_, index) => `${index}`));
  });

  test("a line that was moved or repeated breaks the chain", async () => {
    const dir = await temporaryFolder();
    await writeNotes(dir, 3);
    const journal = join(dir, "journal.jsonl");
    const [first, second, third] = (await readFile(journal, "utf8")).trimEnd().split("\n");
    for (const lines of [[first, third], [first, first, second], [second], [first, third, second]]) {
      await writeFile(journal, `${lines.join("\n")}\n`);
      const { events, damage } = await readStore(dir, parse);
      expect(damage).toHaveLength(1);
      expect(events.length).toBeLessThan(2);
    }
  });
});
