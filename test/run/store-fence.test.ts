import { appendFile, open, readdir, readFile, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { TakenOverError } from "../../pipeline/errors.ts";
import { type EventParser, EventStore, readStore } from "../../pipeline/run/event-store.ts";
import { epochFile, storeFiles } from "../../pipeline/run/run-paths.ts";
import { StoreFence } from "../../pipeline/run/store-fence.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

interface Note {
  event: "noted";
  text: string;
}

const parse: EventParser<Note> = (event) => ({ ok: true, value: event as unknown as Note });
const now = () => new Date("2026-01-02T03:04:05Z");
const note = (text: string): Note => ({ event: "noted", text });

async function openAs(dir: string, name: string): Promise<EventStore<Note>> {
  return EventStore.open({ dir, parse, now, fence: await StoreFence.takeOver(dir, name, now) });
}

/** As an owner on another machine leaves it, of whom nobody here can tell whether it is gone. */
async function moveOwnerElsewhere(dir: string, epoch: number): Promise<void> {
  const owner = JSON.parse(await readFile(epochFile(dir, epoch), "utf8"));
  await writeFile(epochFile(dir, epoch), JSON.stringify({ ...owner, place: "another machine" }));
}

test("a former owner commits nothing once another has taken the store over", async () => {
  const dir = await temporaryFolder();
  await using first = await openAs(dir, "first");
  await first.append(note("of the first"));
  await moveOwnerElsewhere(dir, 1);
  await using second = await openAs(dir, "second");
  await expect(first.append(note("late"))).rejects.toThrow(TakenOverError);
  await second.append(note("of the second"));
  await expect(first.append(note("later"))).rejects.toThrow(/taken over by second/);
  const { events, damage } = await readStore(dir, parse);
  expect(events.map(({ text }) => text)).toEqual(["of the first", "of the second"]);
  expect(damage).toEqual([]);
});

test("what a former owner writes past every check goes into files that are no longer there", async () => {
  const dir = await temporaryFolder();
  {
    await using first = await openAs(dir, "first");
    await first.append(note("one"));
  }
  await moveOwnerElsewhere(dir, 1);
  // a write that was under way when its process was stopped
  await using zombie = await open(storeFiles(dir).journal, "a");
  await using second = await openAs(dir, "second");
  await zombie.appendFile("half a line of the zombie");
  await second.append(note("two"));
  expect((await readStore(dir, parse)).damage).toEqual([]);
  expect((await readStore(dir, parse)).events.map(({ text }) => text)).toEqual(["one", "two"]);
});

test("an owner that is stopped before it renames its copies renames nothing over a newer one's", async () => {
  const dir = await temporaryFolder();
  {
    await using first = await openAs(dir, "first");
    await first.append(note("one"));
  }
  await moveOwnerElsewhere(dir, 1);
  const slow = await StoreFence.takeOver(dir, "slow", now);
  await moveOwnerElsewhere(dir, 2);
  await using third = await openAs(dir, "third");
  await third.append(note("two"));
  await expect(EventStore.open({ dir, parse, now, fence: slow })).rejects.toThrow(TakenOverError);
  await third.append(note("three"));
  expect((await readStore(dir, parse)).events.map(({ text }) => text)).toEqual(["one", "two", "three"]);
});

test("a damaged tail is set aside by the new owner, and no temporary file is left", async () => {
  const dir = await temporaryFolder();
  {
    await using first = await openAs(dir, "first");
    await first.append(note("one"));
  }
  await appendFile(storeFiles(dir).journal, "torn");
  await using second = await openAs(dir, "second");
  expect(second.damage).toHaveLength(1);
  await second.append(note("two"));
  expect((await readStore(dir, parse)).events.map(({ text }) => text)).toEqual(["one", "two"]);
  const files = await readdir(dir);
  expect(files.filter((file) => file.endsWith(".tmp"))).toEqual([]);
  expect(files.filter((file) => file.startsWith("epoch-"))).toEqual(["epoch-2.json"]);
});

test("of two processes that take a store over at once one gets it", async () => {
  const dir = await temporaryFolder();
  const takers = await Promise.allSettled(["a", "b", "c"].map((name) => StoreFence.takeOver(dir, name, now)));
  const owners = takers.flatMap((taker) => (taker.status === "fulfilled" ? [taker.value] : []));
  const checks = await Promise.allSettled(owners.map((owner) => owner.check()));
  expect(checks.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
});

test("a run without a queue is fenced from workers, too, and needs no record of itself", async () => {
  const dir = await temporaryFolder();
  const fence = await StoreFence.join(dir, "here", now);
  await using here = await EventStore.open({ dir, parse, now, fence });
  await here.append(note("one"));
  expect(await readdir(dir)).toEqual(["blobs.pack", "journal.jsonl"]);
  await using worker = await openAs(dir, "worker");
  await openAs(dir, "another").then((store) => store[Symbol.asyncDispose]());
  await expect(here.append(note("late"))).rejects.toThrow(TakenOverError);
  await expect(worker.append(note("late"))).rejects.toThrow(TakenOverError);
});
