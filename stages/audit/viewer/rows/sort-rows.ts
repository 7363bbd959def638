import type { TrajectoryRow } from "../../views/trajectory-row.ts";

interface SortOption {
  label: string;
  /** null: unknown. */
  keyOf(row: TrajectoryRow): number | string | null;
  /** What one wants to see first when one chooses it. */
  first: "highest" | "lowest";
}

const options = {
  recent: { label: "Last change", keyOf: ({ at }) => at, first: "highest" },
  screenshot: {
    label: "Screenshot score",
    keyOf: ({ screenshot }) => screenshot?.value ?? null,
    first: "highest",
  },
  gui: { label: "GUI score", keyOf: ({ gui }) => gui?.value ?? null, first: "highest" },
  steps: { label: "Steps", keyOf: ({ steps }) => steps, first: "highest" },
  errors: { label: "Error steps", keyOf: ({ errorSteps }) => errorSteps, first: "highest" },
  cost: { label: "Cost", keyOf: ({ costUsd }) => costUsd, first: "highest" },
  tokens: { label: "Tokens", keyOf: ({ tokens }) => tokens, first: "highest" },
  time: { label: "Time", keyOf: ({ durationMs }) => durationMs, first: "highest" },
  detail: { label: "Detail in the screenshot", keyOf: ({ detail }) => detail, first: "lowest" },
  type: { label: "Application type", keyOf: ({ applicationType }) => applicationType, first: "lowest" },
  id: { label: "Id", keyOf: ({ id }) => id, first: "lowest" },
} satisfies Record<string, SortOption>;

export type SortKey = keyof typeof options;

export interface Sorting {
  key: SortKey;
  /** The other way round than one wants first. */
  reversed: boolean;
}

export const sortKeys: readonly { key: SortKey; label: string }[] = keysOf(options).map((key) => ({
  key,
  label: options[key].label,
}));

/** `cost`, or `-cost` for the other way round. Anything else is the default, the last change first. */
export function parseSorting(text: string | undefined): Sorting {
  const reversed = text?.startsWith("-") ?? false;
  const name = text?.replace(/^-/, "");
  const key = keysOf(options).find((known) => known === name);
  return key === undefined ? { key: "recent", reversed: false } : { key, reversed };
}

export function formatSorting({ key, reversed }: Sorting): string | null {
  if (key === "recent" && !reversed) return null;
  return reversed ? `-${key}` : key;
}

/** Rows in order. What is unknown comes last either way; equal rows go by id, so that the order never wavers. */
export function sortRows(rows: readonly TrajectoryRow[], { key, reversed }: Sorting): TrajectoryRow[] {
  const { keyOf, first }: SortOption = options[key];
  const direction = (first === "lowest") !== reversed ? 1 : -1;
  return rows
    .map((row) => ({ row, key: keyOf(row) }))
    .sort((a, b) => compareKeys(a.key, b.key, direction) || (a.row.id < b.row.id ? -1 : 1))
    .map(({ row }) => row);
}

function compareKeys(a: number | string | null, b: number | string | null, direction: 1 | -1): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return a < b ? -direction : direction;
}

function keysOf(of: typeof options): SortKey[] {
  // Object.keys forgets the names that the object is known to have
  return Object.keys(of) as SortKey[];
}
