import { addresses } from "../../views/addresses.ts";
import type { TrajectoryRow } from "../../views/trajectory-row.ts";
import { isLive } from "../data/page-meta.ts";
import { Picture } from "./picture.tsx";

interface ThumbnailProps {
  run: string;
  row: Pick<TrajectoryRow, "id" | "chosen" | "hasScreenshot">;
  /** For those who do not see it. Default: nothing, as it stands beside a text that says what it is of. */
  alt?: string;
}

/** The screenshot of a trajectory's chosen step. */
export function Thumbnail({ run, row, alt = "" }: ThumbnailProps) {
  // while it is recorded the chosen step changes, and its picture with it
  const version = isLive && row.chosen !== null ? `?step=${row.chosen}` : "";
  const src = row.hasScreenshot ? `${addresses.thumbnail(run, row.id)}${version}` : null;
  return <Picture class="thumbnail" src={src} alt={alt} />;
}
