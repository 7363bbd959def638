import { signal } from "@preact/signals";
import { addresses, type LiveEvent, liveAddresses } from "../../views/addresses.ts";
import { invalidate } from "./data-cache.ts";

/** `off`: an export, in which nothing changes. */
export const connection = signal<"off" | "connecting" | "connected" | "lost">("off");

/** Of the last `search-indexed` event of each run. */
export const searchIndexed = signal<Record<string, { indexed: number; of: number }>>({});

/** Listens to the server until the page is left, and asks again for what changed. */
export function followLiveEvents(): void {
  connection.value = "connecting";
  const source = new EventSource(liveAddresses.events);
  source.onopen = () => {
    // what changed while nobody listened is unknown
    if (connection.peek() === "lost") invalidate(() => true);
    connection.value = "connected";
  };
  source.onerror = () => {
    connection.value = "lost";
  };
  source.onmessage = ({ data }: MessageEvent<string>) => {
    // the server writes these events from the same type
    applyEvent(JSON.parse(data) as LiveEvent);
  };
}

function applyEvent(event: LiveEvent): void {
  switch (event.kind) {
    case "run-changed":
      invalidate(isPartOf(event.run, event.trajectoryIds));
      break;
    case "search-indexed": {
      const { run, indexed, of } = event;
      searchIndexed.value = { ...searchIndexed.peek(), [run]: { indexed, of } };
      break;
    }
  }
}

/** Texts and pictures are addressed by their content, and never change. */
function isPartOf(run: string, trajectoryIds: readonly string[]): (address: string) => boolean {
  const whole = new Set<string>([addresses.runs, addresses.run(run), addresses.rows(run)]);
  const folders = trajectoryIds.map((id) => addresses.trajectory(run, id).replace(/trajectory\.json$/, ""));
  return (address) =>
    whole.has(address) ||
    folders.some((folder) => address === `${folder}trajectory.json` || address.startsWith(`${folder}steps/`));
}
