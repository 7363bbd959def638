import { linesOf } from "../../../pipeline/run/json-lines.ts";

/** How much can be seen on a trajectory's chosen screenshot, and of which journal that was measured. */
export interface PictureDetail {
  journalDigest: string;
  detail: number | null;
}

/**
 * What the measures index tells of pictures. It is derived and large: only what is shown is taken, and a line that says
 * nothing of it is left out.
 */
export async function readPictureDetails(path: string): Promise<Map<string, PictureDetail>> {
  const details = new Map<string, PictureDetail>();
  for await (const line of linesOf(path)) {
    const parsed = parse(line);
    if (parsed !== null) details.set(parsed.trajectoryId, parsed);
  }
  return details;
}

function parse(line: string): (PictureDetail & { trajectoryId: string }) | null {
  let value: Line;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  const { trajectoryId, journalDigest, chosen } = value ?? {};
  if (typeof trajectoryId !== "string" || typeof journalDigest !== "string") return null;
  const detail = chosen?.picture?.detail;
  return { trajectoryId, journalDigest, detail: typeof detail === "number" ? detail : null };
}

/** As far as it is looked at. */
type Line = {
  trajectoryId?: unknown;
  journalDigest?: unknown;
  chosen?: { picture?: { detail?: unknown } | null } | null;
} | null;
