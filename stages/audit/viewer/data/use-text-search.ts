import { useEffect, useRef, useState } from "preact/hooks";
import { liveAddresses, type SearchResult } from "../../views/addresses.ts";
import { searchIndexed } from "./live-events.ts";
import { isLive } from "./page-meta.ts";
import { request } from "./request.ts";

export interface TextSearch {
  /** Trajectories in whose files or feedback the search was found. */
  found: ReadonlySet<string>;
  /** How far the texts could be searched; null: nothing was asked, or not answered yet. */
  progress: { indexed: number; of: number } | null;
  searching: boolean;
  problem: string | null;
}

const nothing: TextSearch = { found: new Set(), progress: null, searching: false, problem: null };

/**
 * Searches files and feedback at the live server. One question is under way at a time; what is typed meanwhile is asked
 * when its answer is there, so that fast typing asks no more than the server can answer.
 */
export function useTextSearch(run: string, search: string): TextSearch {
  const [result, setResult] = useState(nothing);
  const wanted = useRef(search);
  const busy = useRef(false);
  const indexed = searchIndexed.value[run]?.indexed;
  const gone = useRef(new AbortController());
  useEffect(() => () => gone.current.abort(), []);
  // asked again when more was indexed: it may hold it too
  useEffect(() => {
    wanted.current = search.trim();
    if (!isLive) return;
    if (wanted.current === "") setResult(nothing);
    else if (!busy.current) void askUntilAnswered();
  }, [run, search, indexed]);
  return result;

  async function askUntilAnswered(): Promise<void> {
    busy.current = true;
    setResult((before) => ({ ...before, searching: true }));
    let asked: string;
    do {
      asked = wanted.current;
      const answer = asked === "" ? nothing : await ask(run, asked, gone.current.signal);
      if (gone.current.signal.aborted) return;
      setResult({ ...answer, searching: wanted.current !== asked });
    } while (wanted.current !== asked);
    busy.current = false;
  }
}

async function ask(run: string, search: string, signal: AbortSignal): Promise<TextSearch> {
  try {
    const response = await request(`${liveAddresses.search(run)}?q=${encodeURIComponent(search)}`, {
      signal,
    });
    // the server answers in the shape that it shares with the viewer
    const { ids, indexed, of } = (await response.json()) as SearchResult;
    return { found: new Set(ids), progress: { indexed, of }, searching: false, problem: null };
  } catch (error) {
    return { ...nothing, problem: error instanceof Error ? error.message : String(error) };
  }
}
