import { type EventParser, EventStore, readStore, type StoreSnapshot } from "../run/event-store.ts";
import { StoreFence } from "../run/store-fence.ts";
import type { Findings } from "./findings.ts";

/** Verifies a journal and its pack. With `repair` what cannot be used of them is set aside. */
export async function checkStore<Event extends object>(
  { subject, dir, parse }: { subject: string; dir: string; parse: EventParser<Event> },
  { repair, now, findings }: { repair: boolean; now(): Date; findings: Findings },
): Promise<StoreSnapshot<Event>> {
  const snapshot = await readStore(dir, parse);
  const mend = repair && snapshot.damage.length > 0;
  if (mend) {
    // opening for writing sets aside what cannot be used; a worker that still writes it is fenced off
    const fence = await StoreFence.join(dir, "fsck", now);
    await using _store = await EventStore.open({ dir, parse, now, fence });
  }
  findings.add(subject, snapshot.damage, mend ? "what follows the valid part was set aside" : null);
  return snapshot;
}
