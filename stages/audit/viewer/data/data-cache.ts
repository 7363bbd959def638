import { type Signal, signal } from "@preact/signals";
import { loadExported } from "./load-exported.ts";
import type { Loaded } from "./loaded.ts";
import { isLive } from "./page-meta.ts";
import { request } from "./request.ts";

interface Entry {
  loaded: Signal<Loaded<unknown>>;
  /** Components that show it. */
  users: number;
  loading: boolean;
  /** Newer data is there to be asked for. */
  stale: boolean;
}

/** Data that nothing shows is kept so far, oldest first out, so that going back and forth asks nothing again. */
const maxUnused = 200;

const entries = new Map<string, Entry>();

/** What is known of an address; asked for at its first use. */
export function peekData(address: string): Signal<Loaded<unknown>> {
  const entry = entries.get(address) ?? addEntry(address);
  if (entry.stale && !entry.loading) void load(address, entry);
  return entry.loaded;
}

/** Holds an address in use, until the returned function is called. */
export function useEntry(address: string): () => void {
  const entry = entries.get(address) ?? addEntry(address);
  entry.users++;
  return () => {
    entry.users--;
    entries.delete(address);
    entries.set(address, entry);
    dropUnused();
  };
}

/** Newer data exists: what is shown is loaded again at once, the rest at its next use. */
export function invalidate(isChanged: (address: string) => boolean): void {
  for (const [address, entry] of entries) {
    if (!isChanged(address)) continue;
    entry.stale = true;
    if (entry.users > 0 && !entry.loading) void load(address, entry);
  }
}

/** Asks again for all that is shown and could not be loaded: what failed once seldom failed alone. */
export function retryFailed(): void {
  for (const [address, entry] of entries) {
    if (entry.users === 0 || entry.loading || entry.loaded.peek().state !== "failed") continue;
    entry.loaded.value = { state: "loading" };
    void load(address, entry);
  }
}

function addEntry(address: string): Entry {
  const loaded = signal<Loaded<unknown>>({ state: "loading" });
  const entry: Entry = { loaded, users: 0, loading: false, stale: true };
  entries.set(address, entry);
  return entry;
}

async function load(address: string, entry: Entry): Promise<void> {
  entry.loading = true;
  do {
    entry.stale = false;
    try {
      entry.loaded.value = { state: "ready", value: await ask(address) };
    } catch (error) {
      // what is shown stays: a run that is written to is told apart from one that is gone by the live state
      if (entry.loaded.peek().state !== "ready") {
        entry.loaded.value = { state: "failed", problem: messageOf(error) };
      }
    }
  } while (entry.stale && entry.users > 0);
  entry.loading = false;
}

async function ask(address: string): Promise<unknown> {
  if (!isLive) return loadExported(address);
  const response = await request(address);
  return response.json();
}

function dropUnused(): void {
  const unused = [...entries].filter(([, { users, loading }]) => users === 0 && !loading);
  for (const [address] of unused.slice(0, Math.max(0, unused.length - maxUnused))) entries.delete(address);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
