import { setTimeout } from "node:timers/promises";
import type { Page } from "playwright";
import { markElements } from "../../../../pipeline/browser/element-marks.ts";
import { type Finding, ratioFinding } from "../../finding.ts";
import { timePairs } from "../../paired-timing.ts";
import type { BenchRow } from "../bench-row.ts";
import { differingPixels } from "../differing-pixels.ts";
import { lookAt } from "../look-at.ts";
import { ourGuiTest } from "../our-gui-test.ts";
import { publishedFixedWaits, shotOptions } from "../published-cycle.ts";
import { shopGuiTest, shopSite } from "../shop-site.ts";

const never = new AbortController().signal;

/** A model's answer about the screenshot lies between the two. */
const judgeMs = 2_000;

interface FinalPage {
  picture: Uint8Array;
  texts: string[];
}

/**
 * The same running site on both sides, so that the pages can be compared; only the GUI test is timed. As after the code
 * step that comes before one, the site has just been looked at.
 */
export const guiTest: BenchRow = {
  name: "gui-test",
  title: "A 5-turn GUI test: type, click, click, scroll, answer",
  async run(ground, { pairs }) {
    const host = await ground.openHost({ slots: 1 });
    const slot = host.openSlot();
    const shop = shopSite("Shop");
    const { url } = await slot.serve(shop, never);
    if (url === null) throw new Error("the fixture did not start");
    const { proxyServer } = slot;
    const cycle = await ground.openCycle(publishedFixedWaits);
    const ends: { reference: FinalPage[]; ours: FinalPage[] } = { reference: [], ours: [] };
    const ours = async (): Promise<void> => {
      await using page = await ground.browser.openPage({
        ...{ url, proxyServer, signal: never },
        firstLook: "observation",
      });
      const { elements } = await ourGuiTest(page, shopGuiTest);
      ends.ours.push({ picture: await page.screenshot(), texts: elements.map(({ text }) => text) });
    };
    const reference = async (page: Page): Promise<void> => {
      await cycle.guiTest(page, shopGuiTest);
      ends.reference.push({ picture: await page.screenshot(shotOptions), texts: await textsOf(page) });
    };
    const lookOnce = async (): Promise<void> => {
      await lookAt(slot, shop, ground);
      await setTimeout(judgeMs);
    };
    const timing = await timePairs(pairs, {
      reference: async () => {
        await lookOnce();
        return () => cycle.withBrowser(url, reference, proxyServer);
      },
      ours: async () => {
        await lookOnce();
        return ours;
      },
    });
    return [ratioFinding("with the published waits of 3, 10, 3, 3 and 3 s", timing, 15), sameEnds(ends)];
  },
};

async function textsOf(page: Page): Promise<string[]> {
  const marks = await page.evaluateHandle(markElements, 150);
  return marks.evaluate(({ listed }) => listed.map(({ text }) => text));
}

function sameEnds({ reference, ours }: { reference: FinalPage[]; ours: FinalPage[] }): Finding {
  const same = reference.filter((end, pair) => {
    const other = ours[pair];
    return (
      other !== undefined &&
      differingPixels(end.picture, other.picture) === 0 &&
      JSON.stringify(end.texts) === JSON.stringify(other.texts)
    );
  });
  return {
    what: "final page, every pixel and every element's text",
    measured: `equal in ${same.length} of ${reference.length} pairs`,
    demanded: "all",
    reached: same.length === reference.length,
  };
}
