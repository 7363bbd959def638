/**
 * Where the viewer finds what it shows, relative to its page. A live server answers these addresses; an export has a
 * file for each, with `.js` for `.json`: pages opened from disk may load scripts, and may not fetch.
 */
export const addresses = {
  /** RunCard[] */
  runs: "data/runs.json",
  /** RunView */
  run: (run: string) => `data/${part(run)}/run.json`,
  /** TrajectoryRow[] */
  rows: (run: string) => `data/${part(run)}/rows.json`,
  /** TrajectoryView */
  trajectory: (run: string, id: string) => `${folder(run, id)}/trajectory.json`,
  /** StepView */
  step: (run: string, id: string, step: number) => `${folder(run, id)}/steps/${step}.json`,
  /** TextBlob: a site's file, a prompt, or a model call's exchange */
  text: (run: string, id: string, ref: string) => `${folder(run, id)}/texts/${hashOf(ref)}.json`,
  /** PNG */
  picture: (run: string, id: string, ref: string) => `${folder(run, id)}/pictures/${hashOf(ref)}.png`,
  /** PNG: the screenshot of the row's chosen step */
  thumbnail: (run: string, id: string) => `${folder(run, id)}/thumbnail.png`,
};

/** What only a live server answers. */
export const liveAddresses = {
  /** Server-sent events: LiveEvent. */
  events: "live/events",
  /** SearchResult for `?q=` */
  search: (run: string) => `live/${part(run)}/search`,
  /** POST ReviewDraft, answered by the Review as it was kept. */
  reviews: (run: string) => `live/${part(run)}/reviews`,
  /** GET: all reviews, as `csv` or `jsonl`; POST text of the same form: ImportResult */
  reviewFile: (run: string, form: "csv" | "jsonl") => `live/${part(run)}/reviews.${form}`,
  /** POST SiteRequest: OpenedSite; DELETE closes it. */
  site: (run: string) => `live/${part(run)}/site`,
};

/** A text blob. Bytes that are no UTF-8 are told by their number alone. */
export interface TextBlob {
  text: string | null;
  bytes: number;
  /** The text was longer and is cut. */
  cut: boolean;
}

export type LiveEvent =
  /** Trajectories were begun, went on or were sealed; reviews, verdicts or gradings came: ask again. */
  | { kind: "run-changed"; run: string; trajectoryIds: string[] }
  | { kind: "search-indexed"; run: string; indexed: number; of: number };

export interface SearchResult {
  ids: string[];
  /** Trajectories whose texts could be searched so far, of how many. */
  indexed: number;
  of: number;
}

export interface SiteRequest {
  trajectoryId: string;
  step: number;
}

export type OpenedSite =
  | { ok: true; url: string }
  /** Why it does not run: the log of the installation or of the server. */
  | { ok: false; reason: string };

export interface ImportResult {
  added: number;
  /** Lines that were there already. */
  known: number;
  /** Lines that are no reviews, with their number and what is wrong. Nothing of the file is kept when there are any. */
  problems: string[];
}

function folder(run: string, id: string): string {
  return `data/${part(run)}/trajectories/${part(id)}`;
}

/** The hex digits of `sha256:…`. */
function hashOf(ref: string): string {
  return ref.slice(ref.indexOf(":") + 1);
}

function part(text: string): string {
  return encodeURIComponent(text);
}
