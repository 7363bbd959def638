import type { BenchRow } from "../bench-row.ts";
import { compareLater } from "../compare-later.ts";
import { settlingPages } from "../settling-pages.ts";

/** What a page looks like when it is said to be settled, and 3 s later. */
export const settledPages: BenchRow = {
  name: "settled",
  title: "Screenshots of settled pages, against others taken 3 s later",
  async run(ground, { note }) {
    const host = await ground.openHost({ slots: 1 });
    await using slot = host.openSlot();
    let equal = 0;
    let honest = 0;
    const settling = settlingPages.filter(({ comesToRest }) => comesToRest);
    for (const page of settlingPages) {
      const { settled, differing } = await compareLater(slot, ground.browser, page.files);
      if (settled === page.comesToRest) honest++;
      if (page.comesToRest && differing === 0) equal++;
      note(`${page.name}: ${settled ? "settled" : "not settled"}, ${differing} pixels differ`);
    }
    return [
      {
        what: "pages that come to rest, equal to the pixel",
        measured: `${equal} of ${settling.length}`,
        demanded: "all, of at least 10",
        reached: equal === settling.length && settling.length >= 10,
      },
      {
        what: "pages of which it is said whether they came to rest",
        measured: `${honest} of ${settlingPages.length}`,
        demanded: "all",
        reached: honest === settlingPages.length,
      },
    ];
  },
};
