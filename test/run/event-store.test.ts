import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
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

async function writeNotes(dir: string, count: number): Promise<void> {
  await using store = await EventStore.open<Note>({ dir, parse, now });
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

  test("appends made at once are written whole and in the order of the calls", async () => {
    const dir = await temporaryFolder();
    {
      await using store = await EventStore.open<Note>({ dir, parse, now });
      await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          store.append({ event: "noted", text: `${index}`, blob: store.keep(`b${index}`) }),
        ),
      );
    }
    const { events } = await readStore(dir, parse);
    expect(events.map((event) => event.text)).toEqual(Array.from({ length: 20 }, (_, index) => `${index}`));
  });

  test("a journal cut at any byte recovers exactly the whole lines before the cut, and goes on", async () => {
    const dir = await temporaryFolder();
    await writeNotes(dir, 3);
    const { journal } = storeFiles(dir);
    const whole = await readFile(journal);
    for (let cut = 0; cut < whole.length; cut++) {
      await writeFile(journal, whole.subarray(0, cut));
      const expected = whole.subarray(0, cut).toString().split("\n").length - 1;
      expect((await readStore(dir, parse)).events, `cut at ${cut}`).toHaveLength(expected);
    }
    await writeFile(journal, whole.subarray(0, whole.length - 5));
    {
      await using store = await EventStore.open<Note>({ dir, parse, now });
      expect(store.damage).toHaveLength(1);
      await store.append({ event: "noted", text: "after", blob: null });
    }
    const { events, damage } = await readStore(dir, parse);
    expect(events.map((event) => event.text)).toEqual(["note 0", "note 1", "after"]);
    expect(damage).toEqual([]);
    expect((await readdir(dir)).filter((name) => name.includes(".damaged-"))).toHaveLength(1);
  });

  test("a pack cut at any byte keeps the events whose blobs are whole", async () => {
    const dir = await temporaryFolder();
    await writeNotes(dir, 3);
    const { pack } = storeFiles(dir);
    const whole = await readFile(pack);
    const counts = new Set<number>();
    for (let cut = 0; cut <= whole.length; cut++) {
      await writeFile(pack, whole.subarray(0, cut));
      const { events, blobs } = await readStore(dir, parse);
      for (const event of events) blobs.bytes(event.blob ?? "");
      counts.add(events.length);
    }
    expect([...counts].sort()).toEqual([0, 1, 2, 3]);
  });

  test("a flipped bit anywhere is noticed", async () => {
    const dir = await temporaryFolder();
    await writeNotes(dir, 2);
    for (const file of Object.values(storeFiles(dir))) {
      const whole = await readFile(file);
      for (let at = 0; at < whole.length; at++) {
        const flipped = Buffer.from(whole);
        flipped[at] = (flipped[at] ?? 0) ^ 0x10;
        await writeFile(file, flipped);
        const { events, damage } = await readStore(dir, parse);
        expect(damage.length, `${file} byte ${at}`).toBeGreaterThan(0);
        expect(events.length).toBeLessThan(2);
      }
      await writeFile(file, whole);
    }
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
